# What a role made by the apply role can do at most, whatever policies it is given: no IAM, no other account's roles. Without it, who may
# make roles may do everything.
resource "aws_iam_policy" "boundary" {
  #checkov:skip=CKV_AWS_290:a boundary grants nothing; it only limits what the roles' own policies grant
  #checkov:skip=CKV_AWS_287:a boundary grants nothing; the roles' own policies name their resources
  #checkov:skip=CKV_AWS_288:a boundary grants nothing; the roles' own policies name their resources
  #checkov:skip=CKV_AWS_289:a boundary grants nothing; the roles' own policies name their resources
  #checkov:skip=CKV_AWS_355:a boundary grants nothing; the roles' own policies name their resources
  name        = "${var.name}-boundary"
  path        = local.path
  description = "At most what the control plane, the nodes, the add-ons and the workloads of ${var.name} need"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AtMost"
        Effect = "Allow"
        Action = [
          "autoscaling:*", "ec2:*", "elasticloadbalancing:*", # AmazonEKSClusterPolicy, AmazonEKS_CNI_Policy, AmazonEBSCSIDriverPolicy
          "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:BatchImportUpstreamImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer",
          "eks:DescribeCluster", "eks-auth:AssumeRoleForPodIdentity",
          "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*",
          "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents",
        ]
        Resource = "*"
      },
      {
        # Of workloads; those of others in the account are not for a role that a workflow made.
        Sid    = "OwnSecrets"
        Effect = "Allow"
        Action = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "ssm:GetParameter*"]
        Resource = [
          "${local.arn}:secretsmanager:*:${local.account}:secret:${var.name}/*", "${local.arn}:ssm:*:${local.account}:parameter/${var.name}/*",
        ]
      },
      {
        Sid       = "LoadBalancerServiceRole"
        Effect    = "Allow"
        Action    = "iam:CreateServiceLinkedRole"
        Resource  = "*"
        Condition = { StringEquals = { "iam:AWSServiceName" = "elasticloadbalancing.amazonaws.com" } }
      },
    ]
  })
}
