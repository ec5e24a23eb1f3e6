output "cluster_name" {
  description = "Name of the cluster, once its nodes and add-ons are there."
  value       = module.cluster.name
}

output "region" {
  description = "Region of the cluster."
  value       = var.region
}

output "kubeconfig_command" {
  description = "Command that makes kubectl, helm and the GitOps bootstrap reach the cluster."
  value       = "aws eks update-kubeconfig --region ${var.region} --name ${module.cluster.name}"
}

output "cluster_endpoint" {
  description = "URL of the API server, for the egress rule of the chart's NetworkPolicy."
  value       = module.cluster.endpoint
}

output "cluster_certificate_authority" {
  description = "Certificate authority of the API server, base64."
  value       = module.cluster.certificate_authority
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "private_subnet_ids" {
  description = "Private subnets, for a database beside the cluster."
  value       = module.network.private_subnet_ids
}

output "cluster_security_group_id" {
  description = "Security group of the nodes, for the ingress rule of a database beside the cluster."
  value       = module.cluster.security_group_id
}

output "nat_addresses" {
  description = "Public addresses from which the cluster calls out, for allow-lists of others."
  value       = module.network.nat_addresses
}

output "workload_role_arns" {
  description = "ARNs of the workloads' roles, by short name."
  value       = { for name, workload in module.workload_identity : name => workload.role_arn }
}
