mock_provider "aws" {
  source = "../tests/mocks"
}

variables {
  region     = "eu-central-1"
  repository = "example/forecasts"
}

run "tells_the_workflows_all_that_they_read" {
  assert {
    condition = keys(output.github_variables) == [
      "AWS_APPLY_ROLE_ARN", "AWS_PERMISSIONS_BOUNDARY_ARN", "AWS_PLAN_ROLE_ARN", "AWS_REGION", "CLUSTER_NAME",
      "TERRAFORM_STATE_BUCKET", "TERRAFORM_STATE_KEY", "TERRAFORM_STATE_KMS_KEY_ARN",
    ]
    error_message = "These are the names that the workflows use."
  }

  assert {
    condition     = output.github_variables.TERRAFORM_STATE_KEY == "cluster.tfstate" && output.github_variables.CLUSTER_NAME == "predictive-reliability"
    error_message = "The cluster's state and name."
  }
}

run "keeps_its_own_state_beside_the_cluster_s_with_the_native_lock" {
  assert {
    condition     = strcontains(output.own_backend, "key          = \"bootstrap.tfstate\"") && strcontains(output.own_backend, "use_lockfile = true")
    error_message = "The bootstrap's state is an object that the workflow's roles cannot read."
  }
}

run "rejects_a_zone_for_a_region" {
  command = plan

  variables {
    region = "eu-central-1a"
  }

  expect_failures = [var.region]
}
