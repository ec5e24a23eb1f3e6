"""What would this have done to me? The generated rules, the confidence check and the policy, replayed over recorded history.

Reads Prometheus or a CSV file, never the cluster, and changes nothing outside its own folder.
"""
