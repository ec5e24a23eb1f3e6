mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  bucket = "forecast-tfstate"
}

run "is_versioned_and_encrypted_with_its_own_key" {
  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "A bad state must be replaceable by the one before."
  }

  assert {
    condition = one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0] == {
      kms_master_key_id = aws_kms_key.this.arn
      sse_algorithm     = "aws:kms"
    }
    error_message = "The state must be encrypted with its own key."
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key must rotate."
  }

  assert {
    condition     = output.kms_key_arn == aws_kms_key.this.arn && output.bucket_arn == aws_s3_bucket.this.arn
    error_message = "The outputs must name the key and the bucket."
  }
}

run "is_never_public" {
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "All four blocks of public access must be on."
  }

  assert {
    condition     = aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "Access lists must be off."
  }
}

run "refuses_everybody_without_tls" {
  assert {
    condition = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : [statement.Effect, statement.Principal, statement.Action, statement.Condition]] == [
      ["Deny", "*", "s3:*", { Bool = { "aws:SecureTransport" = "false" } }],
      ["Deny", "*", "s3:*", { NumericLessThan = { "s3:TlsVersion" = "1.2" } }],
    ]
    error_message = "The policy must deny plain HTTP and old TLS, to everybody."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Resource == [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]])
    error_message = "The denials must be about the bucket and its objects."
  }
}

run "keeps_the_ten_newest_versions_however_old" {
  assert {
    condition = aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0] == {
      newer_noncurrent_versions = 10
      noncurrent_days           = 90
    }
    error_message = "Old versions must go after 90 days, but the ten newest stay."
  }
}

run "rejects_a_bucket_name_with_dots" {
  command = plan

  variables {
    bucket = "forecast.tfstate"
  }

  expect_failures = [var.bucket]
}

run "rejects_a_bucket_name_in_capitals" {
  command = plan

  variables {
    bucket = "Forecast-tfstate"
  }

  expect_failures = [var.bucket]
}

run "rejects_forgetting_versions_within_a_week" {
  command = plan

  variables {
    keep_versions_days = 6
  }

  expect_failures = [var.keep_versions_days]
}
