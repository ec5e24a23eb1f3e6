{{/*
What ingress and httpRoute lead to, as [{path, prefix}]; called with the values of one of them. Nothing is led to that is not named here:
a prefix `/` would open metrics and the webhook to everybody.
*/}}
{{- define "pre.outsidePaths" -}}
{{- $paths := list -}}
{{- if .pages -}}
{{- range list "/" "/login" "/logout" "/kill-switch" }}{{ $paths = append $paths (dict "path" . "prefix" false) }}{{ end -}}
{{- range list "/approvals" "/decisions" "/episodes" "/remediations" "/scorecard" "/static" -}}
{{- $paths = append $paths (dict "path" . "prefix" true) -}}
{{- end -}}
{{- end -}}
{{- if .slack }}{{ $paths = append $paths (dict "path" "/api/v1/slack/interactions" "prefix" false) }}{{ end -}}
{{- if .alerts }}{{ $paths = append $paths (dict "path" "/api/v1/alerts" "prefix" false) }}{{ end -}}
{{- range .paths }}{{ $paths = append $paths (dict "path" . "prefix" false) }}{{ end -}}
{{- $paths | toJson -}}
{{- end -}}

{{/* Where people reach the pages: as told, else by the first host that leads to them. In front of the pages TLS ends. */}}
{{- define "pre.externalUrl" -}}
{{- $hosts := list -}}
{{- with .Values.ingress }}{{ if and .enabled .pages }}{{ $hosts = concat $hosts .hosts }}{{ end }}{{ end -}}
{{- with .Values.httpRoute }}{{ if and .enabled .pages }}{{ $hosts = concat $hosts .hostnames }}{{ end }}{{ end -}}
{{- .Values.externalUrl | default (empty $hosts | ternary "" (printf "https://%s" (first $hosts))) -}}
{{- end -}}

{{/* A way in that leads nowhere, or that nobody can go, is not installed. */}}
{{- define "pre.checkOutside" -}}
{{- range $name, $needed := dict "ingress" (list "hosts") "httpRoute" (list "hostnames" "parentRefs") -}}
{{- $way := get $.Values $name -}}
{{- if $way.enabled -}}
{{- range $needed -}}
{{- if not (get $way .) -}}
{{- fail (printf "%s.%s is required where %s is enabled" $name . $name) -}}
{{- end -}}
{{- end -}}
{{- if not (include "pre.outsidePaths" $way | fromJsonArray) -}}
{{- fail (printf "%s leads nowhere: set %s.pages, %s.slack or %s.alerts" $name $name $name $name) -}}
{{- end -}}
{{- if and $.Values.networkPolicy.enabled $.Values.networkPolicy.from (not $.Values.networkPolicy.fromOutside) -}}
{{- fail (printf "%s: networkPolicy.from keeps off whoever it does not name: set networkPolicy.fromOutside, e.g. to the namespace of the ingress controller or the gateway" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
