# The cluster and what it stands on. What goes *into* it (monitoring stack, chart, storage class) is GitOps' or the workflow's: a provider
# that needs the cluster to plan cannot plan the cluster.
provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

locals {
  tags = { Project = var.name, ManagedBy = "terraform" }

  deployer = { principal_arn = var.deployer_role_arn, policy = "AmazonEKSClusterAdminPolicy", namespaces = [], kubernetes_groups = null }
}

module "network" {
  source = "./modules/network"

  name                     = var.name
  cidr                     = var.cidr
  zones                    = var.zones
  nat                      = var.nat
  interface_endpoints      = var.interface_endpoints
  flow_log_retention_days  = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "cluster" {
  source = "./modules/cluster"

  name                     = var.name
  kubernetes_version       = var.kubernetes_version
  subnet_ids               = module.network.private_subnet_ids
  public_access_cidrs      = var.public_access_cidrs
  access_entries           = merge(var.deployer_role_arn == null ? {} : { deployer = local.deployer }, var.access_entries)
  node_groups              = var.node_groups
  node_tags                = local.tags
  log_retention_days       = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "workload_identity" {
  source   = "./modules/workload_identity"
  for_each = var.workloads

  name                     = "${var.name}-${each.key}"
  cluster_name             = module.cluster.name
  cluster_arn              = module.cluster.arn
  namespace                = each.value.namespace
  service_account          = each.value.service_account
  policy_arns              = each.value.policy_arns
  statements               = each.value.statements
  permissions_boundary_arn = var.permissions_boundary_arn
}
