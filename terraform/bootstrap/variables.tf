variable "region" {
  description = "Region of the cluster and of the state."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is the name of one, such as eu-central-1."
  }
}

variable "name" {
  description = "Name of the cluster, and prefix of every name; the same as the root module's."
  type        = string
  default     = "predictive-reliability"
}

variable "repository" {
  description = "The GitHub repository whose workflows deploy, `owner/name`."
  type        = string
}

variable "repository_ids" {
  description = "Ids of owner and repository, where the subject of its tokens has them: `gh api repos/OWNER/NAME/actions/oidc/customization/sub` says so."
  type = object({
    owner      = number
    repository = number
  })
  default = null
}

variable "github_provider_arn" {
  description = "ARN of GitHub's OIDC provider if the account has it already."
  type        = string
  default     = null
}
