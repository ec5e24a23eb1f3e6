# Applied once, by a person: what the workflows need before they can run, and must never be able to change themselves. The cluster is
# the root module's, applied by the workflow.
provider "aws" {
  region = var.region

  default_tags {
    # Not the cluster's `Project`: by that tag the apply role knows the keys that are its own to change and to delete.
    tags = { Project = "${var.name}-bootstrap", ManagedBy = "terraform/bootstrap" }
  }
}

data "aws_caller_identity" "this" {}

locals {
  state_key = "cluster.tfstate"
}

module "state" {
  source = "../modules/state"

  bucket = "${var.name}-tfstate-${data.aws_caller_identity.this.account_id}"
}

module "github_oidc" {
  source = "../modules/github_oidc"

  name           = var.name
  repository     = var.repository
  repository_ids = var.repository_ids
  provider_arn   = var.github_provider_arn

  state = {
    bucket_arn  = module.state.bucket_arn
    kms_key_arn = module.state.kms_key_arn
    key         = local.state_key
  }
}
