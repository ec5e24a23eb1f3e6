variable "region" {
  description = "Region of everything."
  type        = string
  default     = "eu-central-1"
}

variable "zones" {
  description = "Availability zones of the region."
  type        = list(string)
  default     = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
}

variable "name" {
  description = "Name of the cluster, and prefix of every name."
  type        = string
  default     = "forecast-example"
}

variable "repository" {
  description = "The GitHub repository whose workflows may take the roles, `owner/name`."
  type        = string
}

variable "office_cidrs" {
  description = "Address ranges from which people reach the API server."
  type        = list(string)
}

variable "developer_role" {
  description = "Name (with path, if any) of the IAM role with which developers look at the namespace `shop`."
  type        = string
  default     = "developers"
}
