variable "name" {
  description = "Name of the project: prefix of what the apply role may write, and value of the tag `Project` that its keys carry."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name has 3 to 32 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen."
  }
}

variable "repository" {
  description = "The one GitHub repository whose workflows may take the roles, `owner/name`."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository is owner/name of one repository, without a wildcard, a host or .git."
  }

  validation {
    condition     = !endswith(var.repository, ".git")
    error_message = "repository is owner/name of one repository, without a wildcard, a host or .git."
  }
}

variable "repository_ids" {
  description = "Ids of owner and repository, where the subject of its tokens has them: `gh api repos/OWNER/NAME/actions/oidc/customization/sub` says so."
  type = object({
    owner      = number
    repository = number
  })
  default = null
}

variable "main_branch" {
  description = "Branch whose runs may plan, besides pull requests."
  type        = string
  default     = "main"

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]+$", var.main_branch))
    error_message = "main_branch is the name of one branch, without a wildcard."
  }
}

variable "apply_environments" {
  description = "GitHub environments from which the apply role may be taken; protect each (reviewers, main branch only)."
  type        = list(string)
  default     = ["production", "production-destroy"]

  validation {
    condition     = length(var.apply_environments) > 0 && alltrue([for name in var.apply_environments : can(regex("^[A-Za-z0-9._-]+$", name))])
    error_message = "apply_environments are names of environments, at least one, without a wildcard."
  }
}

variable "provider_arn" {
  description = "ARN of GitHub's OIDC provider if the account has it already; an account can have it once only."
  type        = string
  default     = null

  validation {
    condition     = var.provider_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/token\\.actions\\.githubusercontent\\.com$", var.provider_arn))
    error_message = "provider_arn is arn:aws:iam::<account>:oidc-provider/token.actions.githubusercontent.com."
  }
}

variable "state" {
  description = "Where the state lies that plan reads and apply writes: bucket, its key, and the path of the state in it."
  type = object({
    bucket_arn  = string
    kms_key_arn = string
    key         = string
  })

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9/._-]*\\.tfstate$", var.state.key))
    error_message = "state.key is the path of one state file, such as cluster.tfstate, without a wildcard."
  }
}
