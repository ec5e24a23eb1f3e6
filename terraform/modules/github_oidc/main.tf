data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account      = data.aws_caller_identity.this.account_id
  partition    = data.aws_partition.this.partition
  region       = data.aws_region.this.id
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.provider_arn == null ? aws_iam_openid_connect_provider.this[0].arn : var.provider_arn

  # Repositories made since the middle of 2026, or opted in, put their ids into the subject, so that nobody who takes over a name takes over the role.
  # https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
  owner      = split("/", var.repository)[0]
  repository = split("/", var.repository)[1]
  subject = (
    var.repository_ids == null
    ? "repo:${local.owner}/${local.repository}"
    : "repo:${local.owner}@${var.repository_ids.owner}/${local.repository}@${var.repository_ids.repository}"
  )

  # Whole subjects, compared for equality. A job with an environment has the environment in its subject and nothing of its branch: which
  # branches may use an environment is set on the environment (the README says how).
  plan_subjects  = ["${local.subject}:pull_request", "${local.subject}:ref:refs/heads/${var.main_branch}"]
  apply_subjects = [for environment in var.apply_environments : "${local.subject}:environment:${environment}"]

  trust = { for role, subjects in { plan = local.plan_subjects, apply = local.apply_subjects } : role => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OneRepository"
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = subjects
        }
      }
    }]
  }) }
}

resource "aws_iam_openid_connect_provider" "this" {
  count = var.provider_arn == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]

  # AWS checks GitHub's certificate by its own list of authorities and ignores these, but its API of provider 5.80 demands some.
  # https://github.blog/changelog/2023-06-27-github-actions-update-on-oidc-integration-with-aws/
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1", "1c58a3a8518e8759bf075b76b750d4f2df264fcd"]
}

# These roles live under a path of their own: the apply role may write roles named "<name>-*" without a path, so never itself, the plan
# role or the boundary.
resource "aws_iam_role" "plan" {
  name                 = "${var.name}-plan"
  path                 = local.path
  description          = "terraform plan of ${var.repository}: reads, writes nothing"
  assume_role_policy   = local.trust.plan
  max_session_duration = 3600
}

resource "aws_iam_role_policy_attachment" "plan" {
  for_each = { state = aws_iam_policy.read_state.arn, resources = aws_iam_policy.read.arn }

  role       = aws_iam_role.plan.name
  policy_arn = each.value
}

resource "aws_iam_role" "apply" {
  name                 = "${var.name}-apply"
  path                 = local.path
  description          = "terraform apply of ${var.repository}, from the environments ${join(", ", var.apply_environments)}"
  assume_role_policy   = local.trust.apply
  max_session_duration = 7200 # making a cluster takes longer than an hour on a bad day
}

resource "aws_iam_role_policy_attachment" "apply" {
  for_each = {
    read_state  = aws_iam_policy.read_state.arn
    write_state = aws_iam_policy.write_state.arn
    read        = aws_iam_policy.read.arn
    network     = aws_iam_policy.network.arn
    cluster     = aws_iam_policy.cluster.arn
    identity    = aws_iam_policy.identity.arn
  }

  role       = aws_iam_role.apply.name
  policy_arn = each.value
}
