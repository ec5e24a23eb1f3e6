variable "name" {
  description = "Name of the role."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.name))
    error_message = "name has 1 to 64 of the characters that IAM allows in a role's name."
  }
}

variable "cluster_name" {
  description = "Name of the EKS cluster in which the association is made; it needs the add-on eks-pod-identity-agent."
  type        = string
}

variable "cluster_arn" {
  description = "ARN of the same cluster: the role trusts pods of this one only."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:eks:[a-z0-9-]+:[0-9]{12}:cluster/.+$", var.cluster_arn))
    error_message = "cluster_arn is arn:aws:eks:<region>:<account>:cluster/<name>."
  }
}

variable "namespace" {
  description = "Namespace of the service account."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "namespace is the name of one Kubernetes namespace, without a wildcard."
  }
}

variable "service_account" {
  description = "Name of the service account."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.service_account))
    error_message = "service_account is the name of one Kubernetes service account, without a wildcard."
  }
}

variable "policy_arns" {
  description = "ARNs of managed policies, by any name (for_each needs keys that are known before the first apply)."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for arn in values(var.policy_arns) : can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", arn))])
    error_message = "policy_arns are ARNs of IAM policies, arn:aws:iam::<account or aws>:policy/<name>."
  }

  validation {
    condition     = alltrue([for arn in values(var.policy_arns) : !endswith(arn, ":aws:policy/AdministratorAccess") && !endswith(arn, ":aws:policy/PowerUserAccess")])
    error_message = "policy_arns never make a pod an administrator."
  }
}

variable "statements" {
  description = "What the pods may do besides: actions, each on named resources."
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default = []

  validation {
    condition     = alltrue(flatten([for statement in var.statements : [for action in statement.actions : can(regex("^[a-z0-9-]+:[A-Za-z]+\\*?$", action))]]))
    error_message = "statements name actions as service:Action or service:Prefix*, for example secretsmanager:GetSecretValue; neither * nor service:*."
  }

  validation {
    condition     = alltrue([for statement in var.statements : length(statement.resources) > 0 && !contains(statement.resources, "*")])
    error_message = "statements name the resources that they are about; * is not one."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role; the deploying role may make no role without it."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is the ARN of an IAM policy, arn:aws:iam::<account>:policy/<name>."
  }
}
