mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name            = "forecast-external-secrets"
  cluster_name    = "forecast"
  cluster_arn     = "arn:aws:eks:eu-central-1:123456789012:cluster/forecast"
  namespace       = "external-secrets"
  service_account = "external-secrets"
  statements = [{
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:forecast/*"]
  }]
}

run "trusts_the_pods_of_one_service_account_of_one_cluster" {
  assert {
    condition = jsondecode(aws_iam_role.this.assume_role_policy).Statement == [{
      Sid       = "OnePodIdentity"
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = {
          "aws:SourceAccount"                         = "123456789012"
          "aws:RequestTag/eks-cluster-arn"            = "arn:aws:eks:eu-central-1:123456789012:cluster/forecast"
          "aws:RequestTag/kubernetes-namespace"       = "external-secrets"
          "aws:RequestTag/kubernetes-service-account" = "external-secrets"
        }
      }
    }]
    error_message = "The trust policy must name EKS Pod Identity, both actions and all four conditions."
  }

  assert {
    condition = [
      aws_eks_pod_identity_association.this.cluster_name,
      aws_eks_pod_identity_association.this.namespace,
      aws_eks_pod_identity_association.this.service_account,
      aws_eks_pod_identity_association.this.role_arn,
    ] == ["forecast", "external-secrets", "external-secrets", aws_iam_role.this.arn]
    error_message = "The association must name the same service account and the role."
  }
}

run "allows_what_the_statements_say_and_no_more" {
  assert {
    condition = jsondecode(aws_iam_role_policy.this[0].policy).Statement == [{
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:forecast/*"]
    }]
    error_message = "The policy must be the statements."
  }

  assert {
    condition     = length(aws_iam_role_policy_attachment.this) == 0
    error_message = "No managed policy was asked for."
  }
}

run "attaches_managed_policies_and_the_boundary" {
  variables {
    statements               = []
    policy_arns              = { ebs = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy" }
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/github/forecast/forecast-boundary"
  }

  assert {
    condition     = [for attachment in aws_iam_role_policy_attachment.this : attachment.policy_arn] == ["arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"]
    error_message = "The managed policy must be attached."
  }

  assert {
    condition     = length(aws_iam_role_policy.this) == 0
    error_message = "A policy without statements is one that AWS refuses."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == var.permissions_boundary_arn
    error_message = "The role must carry the boundary."
  }
}

run "rejects_an_administrator" {
  command = plan

  variables {
    policy_arns = { all = "arn:aws:iam::aws:policy/AdministratorAccess" }
  }

  expect_failures = [var.policy_arns]
}

run "rejects_every_action" {
  command = plan

  variables {
    statements = [{ actions = ["*"], resources = ["arn:aws:s3:::bucket/*"] }]
  }

  expect_failures = [var.statements]
}

run "rejects_every_action_of_a_service" {
  command = plan

  variables {
    statements = [{ actions = ["s3:*"], resources = ["arn:aws:s3:::bucket/*"] }]
  }

  expect_failures = [var.statements]
}

run "rejects_every_resource" {
  command = plan

  variables {
    statements = [{ actions = ["s3:GetObject"], resources = ["*"] }]
  }

  expect_failures = [var.statements]
}

run "rejects_wildcards_for_whom_it_trusts" {
  command = plan

  variables {
    namespace       = "*"
    service_account = "external-*"
  }

  expect_failures = [var.namespace, var.service_account]
}

run "rejects_names_where_arns_belong_and_the_reverse" {
  command = plan

  variables {
    name                     = "arn:aws:iam::123456789012:role/forecast"
    cluster_arn              = "forecast"
    permissions_boundary_arn = "boundary"
  }

  expect_failures = [var.name, var.cluster_arn, var.permissions_boundary_arn]
}
