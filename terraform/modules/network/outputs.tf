output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, in the order of the zones: for nodes and the control plane."
  value       = [for zone in var.zones : aws_subnet.private[zone].id]
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, in the order of the zones: for public load balancers."
  value       = [for zone in var.zones : aws_subnet.public[zone].id]
}

output "nat_addresses" {
  description = "Public addresses from which the cluster calls out (Slack, PagerDuty, image registries)."
  value       = [for address in aws_eip.nat : address.public_ip]
}
