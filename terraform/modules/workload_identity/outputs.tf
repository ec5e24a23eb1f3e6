output "role_arn" {
  description = "ARN of the role. Nothing in the cluster needs it: the association names the service account."
  value       = aws_iam_role.this.arn
}

output "association_id" {
  description = "Id of the Pod Identity association; depend on it to start pods after it."
  value       = aws_eks_pod_identity_association.this.association_id
}
