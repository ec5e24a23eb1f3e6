variable "region" {
  description = "Region of the cluster."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is the name of one, such as eu-central-1."
  }
}

variable "name" {
  description = "Name of the cluster, and prefix of every name; the same as the bootstrap module's."
  type        = string
  default     = "predictive-reliability"
}

variable "cidr" {
  description = "Address range of the VPC, /16 to /20."
  type        = string
  default     = "10.64.0.0/16"
}

variable "zones" {
  description = "Availability zones, two to six, all of the region."
  type        = list(string)

  validation {
    condition     = alltrue([for zone in var.zones : startswith(zone, var.region)])
    error_message = "zones are of the region that region names."
  }
}

variable "nat" {
  description = "`single`, `per_zone` or `none`; see the network module."
  type        = string
  default     = "single"
}

variable "interface_endpoints" {
  description = "AWS services reached by an interface endpoint instead of by NAT; see the network module."
  type        = set(string)
  default     = []
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes."
  type        = string
  default     = "1.35"
}

variable "public_access_cidrs" {
  description = "Address ranges that reach the API server from outside the VPC. Empty: only the VPC does."
  type        = list(string)
  default     = []
}

variable "deployer_role_arn" {
  description = "Role of the workflow that applies this: administrator of the cluster. Without it, access_entries name one."
  type        = string
  default     = null
}

variable "access_entries" {
  description = "Who else may enter the cluster, by any name; see the cluster module."
  type = map(object({
    principal_arn     = string
    policy            = optional(string)
    namespaces        = optional(list(string), [])
    kubernetes_groups = optional(list(string))
  }))
  default = {}

  validation {
    condition     = !contains(keys(var.access_entries), "deployer")
    error_message = "access_entries have no entry called deployer: that is deployer_role_arn's."
  }
}

variable "node_groups" {
  description = "Managed node groups, by name; see the cluster module."
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
  default = {
    general = {
      instance_types = ["m7g.large"]
      ami_type       = "AL2023_ARM_64_STANDARD"
      min_size       = 2
      max_size       = 5
    }
  }
}

variable "workloads" {
  description = "Service accounts that call AWS, by a short name; see the workload_identity module. The receiver needs none."
  type = map(object({
    namespace       = string
    service_account = string
    policy_arns     = optional(map(string), {})
    statements = optional(list(object({
      actions   = list(string)
      resources = list(string)
    })), [])
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.workloads) : !contains(["aws-ebs-csi-driver", "control-plane", "flow-logs", "nodes", "vpc-cni"], name)])
    error_message = "workloads are not called aws-ebs-csi-driver, control-plane, flow-logs, nodes or vpc-cni: roles of the cluster have these names."
  }
}

variable "log_retention_days" {
  description = "Days for which flow logs and the control plane's logs are kept."
  type        = number
  default     = 30
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary that the bootstrap module made; the apply role may make no role without it."
  type        = string
  default     = null
}
