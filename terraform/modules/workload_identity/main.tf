data "aws_caller_identity" "this" {}

resource "aws_iam_role" "this" {
  name                 = var.name
  description          = "${var.namespace}/${var.service_account} in ${var.cluster_name}, by EKS Pod Identity"
  permissions_boundary = var.permissions_boundary_arn

  # EKS sets the three tags when it assumes the role for a pod. Without them every association that somebody makes in this account
  # could hand the role to any pod of any cluster. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnePodIdentity"
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = {
          "aws:SourceAccount"                         = data.aws_caller_identity.this.account_id
          "aws:RequestTag/eks-cluster-arn"            = var.cluster_arn
          "aws:RequestTag/kubernetes-namespace"       = var.namespace
          "aws:RequestTag/kubernetes-service-account" = var.service_account
        }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = var.policy_arns

  role       = aws_iam_role.this.name
  policy_arn = each.value
}

resource "aws_iam_role_policy" "this" {
  count = length(var.statements) > 0 ? 1 : 0

  name = "workload"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for statement in var.statements : {
      Effect   = "Allow"
      Action   = statement.actions
      Resource = statement.resources
    }]
  })
}

resource "aws_eks_pod_identity_association" "this" {
  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.this.arn

  # A pod that starts before its role may do anything keeps failing until its credentials are renewed.
  depends_on = [aws_iam_role_policy_attachment.this, aws_iam_role_policy.this]
}
