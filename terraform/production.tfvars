# The settings of the one deployment. Account numbers do not belong here: region, name, the deployer's role and the boundary come from
# the repository's variables (.ci/terraform-plan).
zones = ["eu-central-1a", "eu-central-1b"]
nat   = "single"
