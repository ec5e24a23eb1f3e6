# All five modules with most of their options, in one state: three zones, no single point of failure, an API server that the office
# reaches, spot nodes on Graviton, and External Secrets reading the tokens for Slack and PagerDuty. To try, not to keep: who keeps it
# separates what the workflow may change from what it may not, as ../../bootstrap and ../.. do.
provider "aws" {
  region = var.region

  default_tags {
    tags = { Project = var.name, ManagedBy = "terraform" }
  }
}

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account = data.aws_caller_identity.this.account_id
  arn     = "arn:${data.aws_partition.this.partition}"
}

module "state" {
  source = "../../modules/state"

  bucket = "${var.name}-tfstate-${local.account}"
}

module "github_oidc" {
  source = "../../modules/github_oidc"

  name               = var.name
  repository         = var.repository
  apply_environments = ["production", "production-destroy"]

  state = {
    bucket_arn  = module.state.bucket_arn
    kms_key_arn = module.state.kms_key_arn
    key         = "cluster.tfstate"
  }
}

module "network" {
  source = "../../modules/network"

  name                     = var.name
  zones                    = var.zones
  nat                      = "per_zone"
  interface_endpoints      = ["ecr.api", "ecr.dkr", "sts"]
  flow_log_retention_days  = 90
  permissions_boundary_arn = module.github_oidc.permissions_boundary_arn
}

module "cluster" {
  source = "../../modules/cluster"

  name                     = var.name
  subnet_ids               = module.network.private_subnet_ids
  public_access_cidrs      = var.office_cidrs
  log_retention_days       = 90
  permissions_boundary_arn = module.github_oidc.permissions_boundary_arn

  access_entries = {
    deployer   = { principal_arn = module.github_oidc.apply_role_arn, policy = "AmazonEKSClusterAdminPolicy" }
    developers = { principal_arn = "${local.arn}:iam::${local.account}:role/${var.developer_role}", policy = "AmazonEKSViewPolicy", namespaces = ["shop"] }
  }

  node_groups = {
    general = {
      instance_types = ["m7g.large"]
      ami_type       = "BOTTLEROCKET_ARM_64"
      min_size       = 3
      max_size       = 6
    }
    spot = {
      instance_types = ["m7g.large", "m6g.large", "c7g.xlarge"]
      ami_type       = "AL2023_ARM_64_STANDARD"
      capacity_type  = "SPOT"
      min_size       = 0
      max_size       = 10
      labels         = { "workload" = "interruptible" }
      taints         = [{ key = "interruptible", value = "true", effect = "NO_SCHEDULE" }]
    }
  }
}

module "external_secrets" {
  source = "../../modules/workload_identity"

  name                     = "${var.name}-external-secrets"
  cluster_name             = module.cluster.name
  cluster_arn              = module.cluster.arn
  namespace                = "external-secrets"
  service_account          = "external-secrets"
  permissions_boundary_arn = module.github_oidc.permissions_boundary_arn

  statements = [{
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    resources = ["${local.arn}:secretsmanager:${var.region}:${local.account}:secret:${var.name}/*"]
  }]
}
