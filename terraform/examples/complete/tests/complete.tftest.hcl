mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  repository   = "example/forecasts"
  office_cidrs = ["203.0.113.0/24"]
}

run "all_modules_fit_together" {
  assert {
    condition     = length(output.nat_addresses) == 3
    error_message = "One address per zone."
  }

  assert {
    condition     = output.kubeconfig_command == "aws eks update-kubeconfig --region eu-central-1 --name forecast-example"
    error_message = "The command names the cluster."
  }

  assert {
    condition     = startswith(output.plan_role_arn, "arn:aws:iam::") && startswith(output.apply_role_arn, "arn:aws:iam::")
    error_message = "Both roles must come out."
  }
}
