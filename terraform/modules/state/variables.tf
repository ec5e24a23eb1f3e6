variable "bucket" {
  description = "Name of the bucket; unique among all buckets of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "bucket has 3 to 63 lower-case letters, digits and hyphens, and a letter or digit at both ends (dots break TLS)."
  }
}

variable "keep_versions_days" {
  description = "Days for which a replaced version of the state can be brought back; the ten newest are always kept."
  type        = number
  default     = 90

  validation {
    condition     = var.keep_versions_days >= 7 && floor(var.keep_versions_days) == var.keep_versions_days
    error_message = "keep_versions_days is a whole number, at least 7: a bad state is rarely found on the same day."
  }
}
