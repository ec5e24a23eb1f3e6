# Which bucket and key is told at init, by -backend-config: the bootstrap module makes them.
terraform {
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}
