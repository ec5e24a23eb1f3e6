output "name" {
  description = "Name of the cluster, once its nodes and add-ons are there."
  value       = aws_eks_cluster.this.name
  depends_on  = [aws_eks_addon.deployed]
}

output "arn" {
  description = "ARN of the cluster, for roles that trust its pods."
  value       = aws_eks_cluster.this.arn
}

output "endpoint" {
  description = "URL of the API server."
  value       = aws_eks_cluster.this.endpoint
}

output "certificate_authority" {
  description = "Certificate authority of the API server, base64."
  value       = aws_eks_cluster.this.certificate_authority[0].data
}

output "security_group_id" {
  description = "Security group of the nodes and the control plane's interfaces, for what they must reach (a database)."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "kms_key_arn" {
  description = "Key that encrypts secrets and control plane logs."
  value       = aws_kms_key.this.arn
}

output "node_role_arn" {
  description = "ARN of the nodes' role."
  value       = aws_iam_role.nodes.arn
}
