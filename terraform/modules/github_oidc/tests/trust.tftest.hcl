# Who may take the roles.
mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name       = "forecast"
  repository = "example/forecasts"
  state = {
    bucket_arn  = "arn:aws:s3:::forecast-tfstate"
    kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    key         = "cluster.tfstate"
  }
}

run "plan_is_for_pull_requests_and_main_of_one_repository" {
  assert {
    condition = jsondecode(aws_iam_role.plan.assume_role_policy).Statement == [{
      Sid       = "OneRepository"
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = ["repo:example/forecasts:pull_request", "repo:example/forecasts:ref:refs/heads/main"]
      } }
    }]
    error_message = "Whole subjects, compared for equality, and the audience."
  }
}

run "apply_is_for_the_environments_of_one_repository" {
  assert {
    condition = jsondecode(aws_iam_role.apply.assume_role_policy).Statement == [{
      Sid       = "OneRepository"
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = ["repo:example/forecasts:environment:production", "repo:example/forecasts:environment:production-destroy"]
      } }
    }]
    error_message = "Neither a branch nor a pull request may apply, only a job in an environment."
  }
}

run "ids_stand_in_the_subject_where_the_repository_has_them" {
  variables {
    repository_ids = { owner = 101, repository = 202 }
  }

  assert {
    condition     = jsondecode(aws_iam_role.apply.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"][0] == "repo:example@101/forecasts@202:environment:production"
    error_message = "Subjects with ids have them after the owner and after the name."
  }

  assert {
    condition     = jsondecode(aws_iam_role.plan.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"][0] == "repo:example@101/forecasts@202:pull_request"
    error_message = "The plan role's, too."
  }
}

run "makes_the_provider_for_the_audience_of_sts" {
  assert {
    condition = (
      aws_iam_openid_connect_provider.this[0].url == "https://token.actions.githubusercontent.com" &&
      tolist(aws_iam_openid_connect_provider.this[0].client_id_list) == tolist(["sts.amazonaws.com"])
    )
    error_message = "The provider is GitHub's, for sts.amazonaws.com."
  }
}

run "uses_the_provider_that_the_account_has" {
  variables {
    provider_arn = "arn:aws:iam::999999999999:oidc-provider/token.actions.githubusercontent.com"
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.this) == 0
    error_message = "An account can have it once only."
  }

  assert {
    condition     = jsondecode(aws_iam_role.plan.assume_role_policy).Statement[0].Principal.Federated == var.provider_arn
    error_message = "The roles must trust the given one."
  }
}

run "rejects_a_whole_organisation" {
  command = plan

  variables {
    repository = "example/*"
  }

  expect_failures = [var.repository]
}

run "rejects_a_url_for_a_repository" {
  command = plan

  variables {
    repository = "https://github.com/example/forecasts"
  }

  expect_failures = [var.repository]
}

run "rejects_the_clone_url_ending" {
  command = plan

  variables {
    repository = "example/forecasts.git"
  }

  expect_failures = [var.repository]
}

run "rejects_any_branch" {
  command = plan

  variables {
    main_branch = "*"
  }

  expect_failures = [var.main_branch]
}

run "rejects_any_environment" {
  command = plan

  variables {
    apply_environments = ["*"]
  }

  expect_failures = [var.apply_environments]
}

run "rejects_no_environment" {
  command = plan

  variables {
    apply_environments = []
  }

  expect_failures = [var.apply_environments]
}

run "rejects_another_identity_provider" {
  command = plan

  variables {
    provider_arn = "arn:aws:iam::123456789012:oidc-provider/gitlab.com"
  }

  expect_failures = [var.provider_arn]
}

run "rejects_every_state_of_the_bucket" {
  command = plan

  variables {
    state = {
      bucket_arn  = "arn:aws:s3:::forecast-tfstate"
      kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      key         = "*"
    }
  }

  expect_failures = [var.state]
}
