{{- define "hypertile.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "hypertile.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "hypertile.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "hypertile.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "hypertile.selector" -}}
app.kubernetes.io/name: {{ include "hypertile.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "hypertile.labels" -}}
{{ include "hypertile.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "hypertile.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "hypertile.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "hypertile.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{/* Name of the Secret with the keys; empty without one. */}}
{{- define "hypertile.keysSecret" -}}
{{- if .Values.security.existingSecret -}}
{{- .Values.security.existingSecret -}}
{{- else if .Values.security.apiKeys -}}
{{- include "hypertile.fullname" . }}-keys
{{- end -}}
{{- end -}}

{{- define "hypertile.checkSecurity" -}}
{{- $issuer := dig "spring" "security" "oauth2" "resourceserver" "jwt" "issuer-uri" "" .Values.extraConfig -}}
{{- if not (or .Values.security.open .Values.security.jwtIssuer $issuer (include "hypertile.keysSecret" .)) -}}
{{- fail "The server does not start without knowing its callers: give security.apiKeys (made with --hypertile.make-key), security.existingSecret or security.jwtIssuer, or security.open=true to let everybody do everything." -}}
{{- end -}}
{{- if and .Values.security.existingSecret .Values.security.apiKeys -}}
{{- fail "Give security.apiKeys or security.existingSecret, not both." -}}
{{- end -}}
{{- end -}}

{{/* application.yml of the server. */}}
{{- define "hypertile.config" -}}
{{- $hypertile := deepCopy .Values.config -}}
{{- if .Values.security.open -}}
{{- $_ := set $hypertile "security" (merge (dict "open" true) (default dict $hypertile.security)) -}}
{{- end -}}
{{- $all := deepCopy .Values.extraConfig -}}
{{- if $hypertile -}}
{{- $all = merge (dict "hypertile" $hypertile) $all -}}
{{- end -}}
{{- $all = merge (dict "spring" (dict "lifecycle" (dict "timeout-per-shutdown-phase" (printf "%ds" (int .Values.shutdownSeconds))))) $all -}}
{{- if .Values.security.jwtIssuer -}}
{{- $all = merge (dict "spring" (dict "security" (dict "oauth2" (dict "resourceserver" (dict "jwt" (dict "issuer-uri" .Values.security.jwtIssuer)))))) $all -}}
{{- end -}}
{{- if .Values.tls.existingSecret -}}
{{- $files := dict "certificate" "/etc/hypertile/tls/tls.crt" "private-key" "/etc/hypertile/tls/tls.key" -}}
{{- $bundle := dict "keystore" $files -}}
{{- $all = merge (dict "server" (dict "ssl" (dict "bundle" "server")) "spring" (dict "ssl" (dict "bundle" (dict "pem" (dict "server" $bundle))))) $all -}}
{{- end -}}
{{- toYaml $all -}}
{{- end -}}

{{/* Bytes of a quantity of memory. */}}
{{- define "hypertile.bytes" -}}
{{- $units := dict "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 "Pi" 1125899906842624.0 -}}
{{- $text := toString . -}}
{{- $unit := regexFind "[a-zA-Z]+$" $text -}}
{{- mulf (float64 (trimSuffix $unit $text)) (default 1.0 (get $units $unit)) -}}
{{- end -}}

{{/* Refuses values that each are right and together cannot work. */}}
{{- define "hypertile.checkValues" -}}
{{- $request := dig "requests" "memory" "" .Values.resources -}}
{{- $limit := dig "limits" "memory" "" .Values.resources -}}
{{- if and $request $limit -}}
{{- if gt (include "hypertile.bytes" $request | float64) (include "hypertile.bytes" $limit | float64) -}}
{{- fail (printf "resources.requests.memory (%v) is above resources.limits.memory (%v)." $request $limit) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.service.loadBalancerSourceRanges (ne .Values.service.type "LoadBalancer") -}}
{{- fail "service.loadBalancerSourceRanges counts with service.type=LoadBalancer alone." -}}
{{- end -}}
{{- if eq .Values.mode "object" -}}
{{- include "hypertile.checkObject" . -}}
{{- else if .Values.autoscaling.enabled -}}
{{- fail "autoscaling goes with mode=object alone: one server owns its volume." -}}
{{- end -}}
{{- end -}}

{{/* Refuses what several servers on one store cannot have. */}}
{{- define "hypertile.checkObject" -}}
{{- $config := .Values.config -}}
{{- if not (dig "root" "store" "" $config) -}}
{{- fail "mode=object needs config.root.store, the name of the store of config.stores that keeps all collections." -}}
{{- end -}}
{{- if .Values.persistence.existingClaim -}}
{{- fail "persistence.existingClaim does not go with mode=object: servers keep nothing of their own." -}}
{{- end -}}
{{- if dig "storage" "shared" false $config -}}
{{- fail "config.storage.shared does not go with mode=object: Deker works on files." -}}
{{- end -}}
{{- if dig "backup" "directory" "" $config -}}
{{- fail "config.backup.directory does not go with mode=object: there are no files to back up." -}}
{{- end -}}
{{- if get $config "demo" -}}
{{- fail "config.demo does not go with mode=object: samples are for a server that has its storage alone." -}}
{{- end -}}
{{- range $name, $store := default dict $config.stores -}}
{{- $own := or (hasPrefix "memory:" $store.url) (and (hasPrefix "file:" $store.url) (not (get $store "read-only"))) -}}
{{- if $own -}}
{{- fail (printf "config.stores.%s.url does not go with mode=object: what is written there is seen by one server alone." $name) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is above autoscaling.maxReplicas." -}}
{{- end -}}
{{- end -}}

{{/* Port of an address; that of HTTPS for those of stores that name a bucket, and none of those that name no other machine. */}}
{{- define "hypertile.port" -}}
{{- $url := urlParse . -}}
{{- $explicit := regexFind ":[0-9]+$" $url.host | trimPrefix ":" -}}
{{- if has $url.scheme (list "file" "memory") -}}
{{- else if $explicit -}}
{{- $explicit -}}
{{- else if eq $url.scheme "http" -}}
80
{{- else -}}
443
{{- end -}}
{{- end -}}

{{/* Ports of what the settings let the server connect to, as JSON. */}}
{{- define "hypertile.egressPorts" -}}
{{- $urls := list -}}
{{- with .Values.security.jwtIssuer }}{{- $urls = append $urls . -}}{{- end -}}
{{- $jwt := dig "spring" "security" "oauth2" "resourceserver" "jwt" dict .Values.extraConfig -}}
{{- range list "issuer-uri" "jwk-set-uri" }}{{- with get $jwt . }}{{- $urls = append $urls . -}}{{- end -}}{{- end -}}
{{- $management := dig "management" dict .Values.extraConfig -}}
{{- if dig "opentelemetry" "enabled" false $management -}}
{{- range list "tracing" "logging" }}{{- with dig "opentelemetry" . "export" "otlp" "endpoint" "" $management }}{{- $urls = append $urls . -}}{{- end -}}{{- end -}}
{{- end -}}
{{- if dig "otlp" "metrics" "export" "enabled" false $management -}}
{{- $urls = append $urls (dig "otlp" "metrics" "export" "url" "http://localhost:4318" $management) -}}
{{- end -}}
{{- range default dict .Values.config.stores }}{{- $urls = append $urls (default .url .endpoint) -}}{{- end -}}
{{- $ports := list -}}
{{- range $urls -}}
{{- with include "hypertile.port" . }}{{- $ports = append $ports (int .) -}}{{- end -}}
{{- end -}}
{{- $ports | uniq | toJson -}}
{{- end -}}
