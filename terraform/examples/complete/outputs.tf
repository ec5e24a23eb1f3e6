output "kubeconfig_command" {
  description = "Command that makes kubectl reach the cluster."
  value       = "aws eks update-kubeconfig --region ${var.region} --name ${module.cluster.name}"
}

output "plan_role_arn" {
  description = "ARN of the workflows' role for plans."
  value       = module.github_oidc.plan_role_arn
}

output "apply_role_arn" {
  description = "ARN of the workflows' role for apply."
  value       = module.github_oidc.apply_role_arn
}

output "nat_addresses" {
  description = "Public addresses from which the cluster calls out, one per zone."
  value       = module.network.nat_addresses
}
