locals {
  # Before the nodes: without the CNI they never become ready, and a node group waits for ready nodes. These are DaemonSets, so EKS calls
  # them active while there is no node.
  daemon_addons = toset(["eks-pod-identity-agent", "kube-proxy", "vpc-cni"])

  # After the nodes: their Deployments need somewhere to run.
  deployed_addons = toset(["aws-ebs-csi-driver", "coredns", "metrics-server"])

  # Which add-on calls AWS, as which service account, with which managed policy.
  addon_identities = {
    vpc-cni            = { service_account = "aws-node", policy = "${local.aws_policies}/AmazonEKS_CNI_Policy" }
    aws-ebs-csi-driver = { service_account = "ebs-csi-controller-sa", policy = "${local.aws_policies}/service-role/AmazonEBSCSIDriverPolicy" }
  }

  # NetworkPolicy objects do nothing on EKS until the CNI is told to enforce them.
  addon_configuration = {
    vpc-cni = jsonencode({ enableNetworkPolicy = "true" })
  }
}

module "addon_identity" {
  source   = "../workload_identity"
  for_each = local.addon_identities

  name                     = "${var.name}-${each.key}"
  cluster_name             = aws_eks_cluster.this.name
  cluster_arn              = aws_eks_cluster.this.arn
  namespace                = "kube-system"
  service_account          = each.value.service_account
  policy_arns              = { addon = each.value.policy }
  permissions_boundary_arn = var.permissions_boundary_arn
}

resource "aws_eks_addon" "daemon" {
  for_each = local.daemon_addons

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = lookup(var.addon_versions, each.key, null)
  configuration_values        = lookup(local.addon_configuration, each.key, null)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [module.addon_identity]
}

resource "aws_eks_addon" "deployed" {
  for_each = local.deployed_addons

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = lookup(var.addon_versions, each.key, null)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [module.addon_identity, aws_eks_node_group.this]
}
