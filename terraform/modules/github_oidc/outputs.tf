output "plan_role_arn" {
  description = "ARN of the role for plans."
  value       = aws_iam_role.plan.arn
}

output "apply_role_arn" {
  description = "ARN of the role for apply and destroy."
  value       = aws_iam_role.apply.arn
}

output "permissions_boundary_arn" {
  description = "ARN of the boundary that every role made by the apply role carries."
  value       = aws_iam_policy.boundary.arn
}

output "provider_arn" {
  description = "ARN of GitHub's OIDC provider."
  value       = local.provider_arn
}
