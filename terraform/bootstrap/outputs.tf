output "github_variables" {
  description = "Variables of the GitHub repository that the workflows read (none is a secret); the README has the command that sets them."
  value = {
    AWS_REGION                   = var.region
    AWS_PLAN_ROLE_ARN            = module.github_oidc.plan_role_arn
    AWS_APPLY_ROLE_ARN           = module.github_oidc.apply_role_arn
    AWS_PERMISSIONS_BOUNDARY_ARN = module.github_oidc.permissions_boundary_arn
    CLUSTER_NAME                 = var.name
    TERRAFORM_STATE_BUCKET       = module.state.bucket
    TERRAFORM_STATE_KEY          = local.state_key
    TERRAFORM_STATE_KMS_KEY_ARN  = module.state.kms_key_arn
  }
}

output "own_backend" {
  description = "Content of bootstrap/backend.tf, with which this module's own state moves into the bucket that it made."
  value       = <<-EOT
    terraform {
      backend "s3" {
        bucket       = "${module.state.bucket}"
        key          = "bootstrap.tfstate"
        region       = "${var.region}"
        kms_key_id   = "${module.state.kms_key_arn}"
        encrypt      = true
        use_lockfile = true
      }
    }
  EOT
}
