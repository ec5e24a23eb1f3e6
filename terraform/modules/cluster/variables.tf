variable "name" {
  description = "Name of the cluster and prefix of every name beside it; the deploying role may only touch names that begin with it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name has 3 to 32 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, one in standard support: EKS refuses an older one with the support type that is set here."
  type        = string
  default     = "1.35"

  validation {
    condition     = can(regex("^1\\.(3[5-9]|[4-9][0-9])$", var.kubernetes_version))
    error_message = "kubernetes_version is a minor version without patch, 1.35 or newer, for example 1.35."
  }
}

variable "subnet_ids" {
  description = "Private subnets for the nodes and the control plane's interfaces, in two zones at least."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids are at least two, in different zones: EKS refuses fewer."
  }
}

variable "public_access_cidrs" {
  description = "Address ranges that reach the API server from outside the VPC. Empty: only the VPC does, which is the safe default."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : can(cidrhost(cidr, 0))])
    error_message = "public_access_cidrs are address ranges such as 203.0.113.0/24."
  }

  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : try(tonumber(split("/", cidr)[1]) >= 8, false)])
    error_message = "public_access_cidrs name who may knock; a range wider than /8 is everybody."
  }
}

variable "access_entries" {
  description = "Who may enter, by any name: a role or user, with an EKS access policy (for the whole cluster or some namespaces) or with groups that RBAC binds."
  type = map(object({
    principal_arn     = string
    policy            = optional(string)
    namespaces        = optional(list(string), [])
    kubernetes_groups = optional(list(string))
  }))

  validation {
    condition     = length([for entry in values(var.access_entries) : entry if entry.policy == "AmazonEKSClusterAdminPolicy" && length(entry.namespaces) == 0]) > 0
    error_message = "access_entries name at least one administrator of the whole cluster (AmazonEKSClusterAdminPolicy): who makes the cluster is not one."
  }

  validation {
    condition     = alltrue([for entry in values(var.access_entries) : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$", entry.principal_arn))])
    error_message = "access_entries name IAM roles or users, arn:aws:iam::<account>:role/<name>; neither root nor sessions (assumed-role)."
  }

  validation {
    condition = alltrue([for entry in values(var.access_entries) : entry.policy == null ? true : contains([
      "AmazonEKSAdminPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSClusterAdminPolicy", "AmazonEKSEditPolicy", "AmazonEKSViewPolicy",
    ], entry.policy)])
    error_message = "The policy of an access entry is AmazonEKSAdminPolicy, AmazonEKSAdminViewPolicy, AmazonEKSClusterAdminPolicy, AmazonEKSEditPolicy or AmazonEKSViewPolicy."
  }

  validation {
    condition     = alltrue([for entry in values(var.access_entries) : alltrue([for group in coalesce(entry.kubernetes_groups, []) : !startswith(group, "system:")])])
    error_message = "access_entries name no group that begins with system: EKS refuses it; use a policy."
  }
}

variable "node_groups" {
  description = "Managed node groups in the private subnets, by name."
  type = map(object({
    instance_types = list(string)
    min_size       = number
    max_size       = number
    ami_type       = optional(string, "AL2023_x86_64_STANDARD")
    capacity_type  = optional(string, "ON_DEMAND")
    disk_gib       = optional(number, 50)
    labels         = optional(map(string), {})
    taints = optional(list(object({
      key    = string
      value  = optional(string)
      effect = string
    })), [])
  }))

  validation {
    condition     = length(var.node_groups) > 0
    error_message = "node_groups has at least one group: DNS and the EBS driver need somewhere to run."
  }

  validation {
    condition     = alltrue([for group in values(var.node_groups) : group.min_size >= 0 && group.max_size >= 1 && group.min_size <= group.max_size])
    error_message = "A node group has 0 <= min_size <= max_size and max_size >= 1."
  }

  validation {
    condition     = anytrue([for group in values(var.node_groups) : group.min_size >= 1 && length(group.taints) == 0])
    error_message = "One node group has min_size >= 1 and no taint: DNS needs a node."
  }

  validation {
    condition = alltrue([for group in values(var.node_groups) : contains([
      "AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD",
      "BOTTLEROCKET_x86_64", "BOTTLEROCKET_ARM_64", "BOTTLEROCKET_x86_64_FIPS", "BOTTLEROCKET_ARM_64_FIPS",
    ], group.ami_type)])
    error_message = "ami_type is AL2023_x86_64_STANDARD, AL2023_ARM_64_STANDARD or a BOTTLEROCKET one; AL2 has no image for this Kubernetes."
  }

  validation {
    condition = alltrue(flatten([for group in values(var.node_groups) : [for type in group.instance_types :
      can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)\\.", type)) == strcontains(group.ami_type, "ARM_64")
    ]]))
    error_message = "Graviton instance types (m7g, t4g, ...) go with an ARM_64 ami_type, all others with an x86_64 one."
  }

  validation {
    condition     = alltrue([for group in values(var.node_groups) : length(group.instance_types) > 0 && contains(["ON_DEMAND", "SPOT"], group.capacity_type)])
    error_message = "A node group names its instance types, and its capacity_type is ON_DEMAND or SPOT."
  }

  validation {
    condition     = alltrue([for group in values(var.node_groups) : group.disk_gib >= 20 && group.disk_gib <= 16384])
    error_message = "disk_gib is 20 to 16384: the image's own snapshot needs 20, gp3 ends at 16384."
  }

  validation {
    condition = alltrue(flatten([for group in values(var.node_groups) : [for taint in group.taints :
      contains(["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"], taint.effect)
    ]]))
    error_message = "A taint's effect is spelt as EKS does: NO_SCHEDULE, NO_EXECUTE or PREFER_NO_SCHEDULE."
  }
}

variable "node_tags" {
  description = "Tags of the instances, their volumes and interfaces; the provider's default tags do not reach what a launch template makes."
  type        = map(string)
  default     = {}
}

variable "addon_versions" {
  description = "Versions of add-ons, by add-on; one that is not named gets the default of EKS for this Kubernetes."
  type        = map(string)
  default     = {}

  validation {
    condition = length(setsubtract(keys(var.addon_versions), [
      "aws-ebs-csi-driver", "coredns", "eks-pod-identity-agent", "kube-proxy", "metrics-server", "vpc-cni",
    ])) == 0
    error_message = "addon_versions are of aws-ebs-csi-driver, coredns, eks-pod-identity-agent, kube-proxy, metrics-server and vpc-cni."
  }

  validation {
    condition     = alltrue([for version in values(var.addon_versions) : can(regex("^v[0-9]+\\.[0-9]+\\.[0-9]+-eksbuild\\.[0-9]+$", version))])
    error_message = "addon_versions look like v1.19.0-eksbuild.1 (aws eks describe-addon-versions lists them)."
  }
}

variable "log_retention_days" {
  description = "Days for which the control plane's logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is one that CloudWatch Logs knows, for example 7, 30, 90 or 365; keeping for ever is not among them on purpose."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the roles made here; the deploying role may make no role without it."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is the ARN of an IAM policy, arn:aws:iam::<account>:policy/<name>."
  }
}
