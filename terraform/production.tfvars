# The settings of the one deployment. Account numbers do not belong here: the workflow adds the roles (TF_VAR_access_entries,
# TF_VAR_permissions_boundary_arn) from the repository's variables.
zones = ["eu-central-1a", "eu-central-1b"]
nat   = "single"
