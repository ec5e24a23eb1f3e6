variable "name" {
  description = "Prefix of every name in the network; the deploying role may only touch names that begin with it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name has 3 to 32 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "cidr" {
  description = "Address range of the VPC, /16 to /20."
  type        = string
  default     = "10.64.0.0/16"

  validation {
    condition = (
      can(cidrhost(var.cidr, 0)) &&
      can(regex("^(10|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))\\.[0-9.]+/(1[6-9]|20)$", var.cidr)) &&
      try(cidrsubnet(var.cidr, 0, 0), "") == var.cidr
    )
    error_message = "cidr is the first address of a private IPv4 range of size /16 to /20, for example 10.64.0.0/16."
  }
}

variable "zones" {
  description = "Availability zones, two to six, by name; EKS needs two. Adding one at the end moves nothing."
  type        = list(string)

  validation {
    condition     = length(var.zones) >= 2 && length(var.zones) <= 6 && length(distinct(var.zones)) == length(var.zones)
    error_message = "zones are two to six different availability zones: the control plane of EKS needs two."
  }

  validation {
    condition     = alltrue([for zone in var.zones : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", zone))])
    error_message = "zones are names like eu-central-1a (not ids like euc1-az2)."
  }

  validation {
    condition     = length(distinct([for zone in var.zones : substr(zone, 0, length(zone) - 1)])) <= 1
    error_message = "zones are all of one region."
  }
}

variable "nat" {
  description = "`single` (one NAT gateway: cheap, its zone is a single point of failure), `per_zone`, or `none` (only AWS endpoints are reachable)."
  type        = string
  default     = "single"

  validation {
    condition     = contains(["none", "single", "per_zone"], var.nat)
    error_message = "nat is none, single or per_zone."
  }

  validation {
    condition = var.nat != "none" || length(setsubtract(
      ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "sts"], var.interface_endpoints
    )) == 0
    error_message = "Without NAT, nodes join only through endpoints: interface_endpoints needs ec2, ecr.api, ecr.dkr, eks, eks-auth, logs and sts."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached by an interface endpoint in every zone instead of by NAT."
  type        = set(string)
  default     = []

  validation {
    condition = length(setsubtract(var.interface_endpoints, [
      "autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "kms", "logs", "secretsmanager", "sts",
    ])) == 0
    error_message = "interface_endpoints are of autoscaling, ec2, ecr.api, ecr.dkr, eks, eks-auth, elasticloadbalancing, kms, logs, secretsmanager, sts (s3 is always there, by its free gateway endpoint)."
  }
}

variable "flow_log_traffic" {
  description = "Which flows are logged: `ALL`, `REJECT` (cheaper) or `ACCEPT`."
  type        = string
  default     = "ALL"

  validation {
    condition     = contains(["ALL", "REJECT", "ACCEPT"], var.flow_log_traffic)
    error_message = "flow_log_traffic is ALL, REJECT or ACCEPT."
  }
}

variable "flow_log_retention_days" {
  description = "Days for which flow logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_log_retention_days)
    error_message = "flow_log_retention_days is one that CloudWatch Logs knows, for example 7, 30, 90 or 365; keeping for ever is not among them on purpose."
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
