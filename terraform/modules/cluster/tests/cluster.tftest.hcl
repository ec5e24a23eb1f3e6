mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name       = "forecast"
  subnet_ids = ["subnet-0a", "subnet-0b"]
  access_entries = {
    deployer = { principal_arn = "arn:aws:iam::123456789012:role/github/forecast/forecast-apply", policy = "AmazonEKSClusterAdminPolicy" }
  }
  node_groups = {
    general = { instance_types = ["m7i.large"], min_size = 2, max_size = 4 }
  }
}

run "is_reached_from_the_vpc_only_unless_told_otherwise" {
  command = plan

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access && !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "The API server must be private by default."
  }
}

run "opens_to_the_named_ranges_only" {
  command = plan

  variables {
    public_access_cidrs = ["203.0.113.0/24"]
  }

  assert {
    condition = (
      aws_eks_cluster.this.vpc_config[0].endpoint_private_access &&
      aws_eks_cluster.this.vpc_config[0].endpoint_public_access &&
      tolist(aws_eks_cluster.this.vpc_config[0].public_access_cidrs) == tolist(["203.0.113.0/24"])
    )
    error_message = "Nodes still go the private way, and only the named range knocks."
  }
}

run "encrypts_secrets_and_logs_with_its_own_key" {
  assert {
    condition = (
      tolist(aws_eks_cluster.this.encryption_config[0].resources) == tolist(["secrets"]) &&
      aws_eks_cluster.this.encryption_config[0].provider[0].key_arn == aws_kms_key.this.arn &&
      aws_kms_key.this.enable_key_rotation
    )
    error_message = "Secrets must be enveloped with the cluster's own, rotating key."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/aws/eks/forecast/cluster" && aws_cloudwatch_log_group.this.kms_key_id == aws_kms_key.this.arn
    error_message = "EKS writes to the group of this name; it must be encrypted."
  }

  assert {
    condition     = toset(aws_eks_cluster.this.enabled_cluster_log_types) == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "All logs of the control plane must be on."
  }

  assert {
    condition     = jsondecode(aws_kms_key.this.policy).Statement[1].Principal.Service == "logs.eu-central-1.amazonaws.com"
    error_message = "CloudWatch Logs of the region must be allowed to use the key."
  }
}

run "lets_people_in_by_access_entries_only" {
  variables {
    access_entries = {
      deployer   = { principal_arn = "arn:aws:iam::123456789012:role/github/forecast/forecast-apply", policy = "AmazonEKSClusterAdminPolicy" }
      developers = { principal_arn = "arn:aws:iam::123456789012:role/developers", policy = "AmazonEKSViewPolicy", namespaces = ["shop"] }
      auditors   = { principal_arn = "arn:aws:iam::123456789012:role/auditors", kubernetes_groups = ["auditors"] }
    }
  }

  assert {
    condition = (
      aws_eks_cluster.this.access_config[0].authentication_mode == "API" &&
      !aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions
    )
    error_message = "No aws-auth, and no hidden administrator."
  }

  assert {
    condition = { for name, policy in aws_eks_access_policy_association.this : name => join(" ", concat([policy.policy_arn, policy.access_scope[0].type], sort(coalesce(policy.access_scope[0].namespaces, [])))) } == {
      deployer   = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy cluster"
      developers = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy namespace shop"
    }
    error_message = "A policy holds for the cluster or for the named namespaces."
  }

  assert {
    condition     = keys(aws_eks_access_entry.this) == ["auditors", "deployer", "developers"] && tolist(aws_eks_access_entry.this["auditors"].kubernetes_groups) == tolist(["auditors"])
    error_message = "An entry without policy enters as its groups."
  }
}

run "starts_networking_before_the_nodes_and_the_rest_after" {
  assert {
    condition     = toset([for addon in aws_eks_addon.daemon : addon.addon_name]) == toset(["eks-pod-identity-agent", "kube-proxy", "vpc-cni"])
    error_message = "Nodes wait for these."
  }

  assert {
    condition     = toset([for addon in aws_eks_addon.deployed : addon.addon_name]) == toset(["aws-ebs-csi-driver", "coredns", "metrics-server"])
    error_message = "These wait for nodes."
  }

  assert {
    condition     = jsondecode(aws_eks_addon.daemon["vpc-cni"].configuration_values) == { enableNetworkPolicy = "true" }
    error_message = "NetworkPolicy objects must be enforced."
  }

  assert {
    condition     = !aws_eks_cluster.this.bootstrap_self_managed_addons
    error_message = "No self-managed copies."
  }
}

run "gives_add_ons_that_call_aws_a_role_of_their_own" {
  assert {
    condition     = keys(module.addon_identity) == ["aws-ebs-csi-driver", "vpc-cni"]
    error_message = "Both call AWS, by Pod Identity."
  }

  assert {
    condition = { for name, identity in local.addon_identities : name => "${identity.service_account} ${identity.policy}" } == {
      vpc-cni            = "aws-node arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
      aws-ebs-csi-driver = "ebs-csi-controller-sa arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
    }
    error_message = "The service accounts and policies are the ones of the add-ons' manuals."
  }

  assert {
    condition = toset([for attachment in aws_iam_role_policy_attachment.nodes : attachment.policy_arn]) == toset([
      "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
      "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
    ])
    error_message = "Nodes join and pull, no more."
  }
}

run "nodes_hide_their_metadata_from_pods_and_encrypt_their_disks" {
  variables {
    node_groups = {
      general = { instance_types = ["m7i.large"], min_size = 2, max_size = 4 }
      rocket  = { instance_types = ["m7g.large"], ami_type = "BOTTLEROCKET_ARM_64", min_size = 0, max_size = 4, disk_gib = 80 }
    }
    node_tags = { Project = "forecast" }
  }

  assert {
    condition = alltrue([for template in aws_launch_template.nodes : (
      template.metadata_options[0].http_tokens == "required" && template.metadata_options[0].http_put_response_hop_limit == 1
    )])
    error_message = "IMDSv2 only, and out of the reach of pods."
  }

  assert {
    condition = { for name, template in aws_launch_template.nodes : name => [
      template.block_device_mappings[0].device_name, template.block_device_mappings[0].ebs[0].volume_size, template.block_device_mappings[0].ebs[0].encrypted,
      ] } == {
      general = ["/dev/xvda", 50, "true"]
      rocket  = ["/dev/xvdb", 80, "true"]
    }
    error_message = "The volume that holds images must have the size, encrypted; on Bottlerocket it is the second."
  }

  assert {
    condition     = alltrue(flatten([for template in aws_launch_template.nodes : [for made in template.tag_specifications : made.tags.Project == "forecast"]]))
    error_message = "What the template makes must carry the tags."
  }

  assert {
    condition = alltrue([for name, group in aws_eks_node_group.this : (
      group.launch_template[0].id == aws_launch_template.nodes[name].id &&
      toset(group.subnet_ids) == toset(var.subnet_ids) &&
      group.version == aws_eks_cluster.this.version
    )])
    error_message = "Groups must use their template, the private subnets and the cluster's version."
  }
}

run "puts_the_boundary_on_every_role" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/github/forecast/forecast-boundary"
  }

  assert {
    condition     = aws_iam_role.control_plane.permissions_boundary == var.permissions_boundary_arn && aws_iam_role.nodes.permissions_boundary == var.permissions_boundary_arn
    error_message = "The apply role may make no role without it."
  }
}

run "rejects_the_whole_internet" {
  command = plan

  variables {
    public_access_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.public_access_cidrs]
}

run "rejects_a_version_out_of_standard_support" {
  command = plan

  variables {
    kubernetes_version = "1.34"
  }

  expect_failures = [var.kubernetes_version]
}

run "rejects_a_patch_version" {
  command = plan

  variables {
    kubernetes_version = "1.35.2"
  }

  expect_failures = [var.kubernetes_version]
}

run "rejects_one_subnet" {
  command = plan

  variables {
    subnet_ids = ["subnet-0a"]
  }

  expect_failures = [var.subnet_ids]
}

run "rejects_a_cluster_without_an_administrator" {
  command = plan

  variables {
    access_entries = {
      developers = { principal_arn = "arn:aws:iam::123456789012:role/developers", policy = "AmazonEKSClusterAdminPolicy", namespaces = ["shop"] }
    }
  }

  expect_failures = [var.access_entries]
}

run "rejects_a_session_as_a_principal" {
  command = plan

  variables {
    access_entries = {
      me = { principal_arn = "arn:aws:sts::123456789012:assumed-role/admin/me", policy = "AmazonEKSClusterAdminPolicy" }
    }
  }

  expect_failures = [var.access_entries]
}

run "rejects_a_policy_that_eks_does_not_have" {
  command = plan

  variables {
    access_entries = {
      deployer = { principal_arn = "arn:aws:iam::123456789012:role/deployer", policy = "AmazonEKSClusterAdminPolicy" }
      other    = { principal_arn = "arn:aws:iam::123456789012:role/other", policy = "AmazonEKSClusterPolicy" }
    }
  }

  expect_failures = [var.access_entries]
}

run "rejects_system_masters" {
  command = plan

  variables {
    access_entries = {
      deployer = { principal_arn = "arn:aws:iam::123456789012:role/deployer", policy = "AmazonEKSClusterAdminPolicy" }
      other    = { principal_arn = "arn:aws:iam::123456789012:role/other", kubernetes_groups = ["system:masters"] }
    }
  }

  expect_failures = [var.access_entries]
}

run "rejects_graviton_with_an_image_for_intel" {
  command = plan

  variables {
    node_groups = { general = { instance_types = ["m7g.large"], min_size = 1, max_size = 2 } }
  }

  expect_failures = [var.node_groups]
}

run "rejects_intel_with_an_image_for_graviton" {
  command = plan

  variables {
    node_groups = { general = { instance_types = ["g4dn.xlarge"], ami_type = "AL2023_ARM_64_STANDARD", min_size = 1, max_size = 2 } }
  }

  expect_failures = [var.node_groups]
}

run "rejects_amazon_linux_2" {
  command = plan

  variables {
    node_groups = { general = { instance_types = ["m7i.large"], ami_type = "AL2_x86_64", min_size = 1, max_size = 2 } }
  }

  expect_failures = [var.node_groups]
}

run "rejects_a_group_whose_minimum_is_above_its_maximum" {
  command = plan

  variables {
    node_groups = { general = { instance_types = ["m7i.large"], min_size = 3, max_size = 2 } }
  }

  expect_failures = [var.node_groups]
}

run "rejects_a_cluster_where_dns_has_no_node" {
  command = plan

  variables {
    node_groups = { spot = { instance_types = ["m7i.large"], min_size = 1, max_size = 2, taints = [{ key = "spot", effect = "NO_SCHEDULE" }] } }
  }

  expect_failures = [var.node_groups]
}

run "rejects_a_taint_spelt_as_kubernetes_does" {
  command = plan

  variables {
    node_groups = {
      general = { instance_types = ["m7i.large"], min_size = 1, max_size = 2 }
      spot    = { instance_types = ["m7i.large"], min_size = 1, max_size = 2, taints = [{ key = "spot", effect = "NoSchedule" }] }
    }
  }

  expect_failures = [var.node_groups]
}

run "rejects_versions_of_an_unknown_add_on" {
  command = plan

  variables {
    addon_versions = { ebs-csi-driver = "v1.40.0-eksbuild.1" }
  }

  expect_failures = [var.addon_versions]
}

run "rejects_a_name_in_capitals_logs_kept_for_ever_and_a_boundary_that_is_a_role" {
  command = plan

  variables {
    name                     = "Forecast"
    log_retention_days       = 0
    permissions_boundary_arn = "arn:aws:iam::123456789012:role/boundary"
  }

  expect_failures = [var.name, var.log_retention_days, var.permissions_boundary_arn]
}
