package io.hypertile.chart;

import java.util.List;
import java.util.stream.Stream;

/** Sets of values, each with the kinds it adds to those that every release has. */
enum ChartValues {
  OPEN_TO_ALL("security: {open: true}", ""),
  ONE_KEY("security: {apiKeys: [{name: ann, hash: " + ChartValues.HASH + "}]}", "Secret"),
  EXISTING_SECRET("security: {existingSecret: keys}", ""),
  TOKENS("security: {jwtIssuer: 'https://issuer.example.org'}", ""),
  INGRESS(
      """
      security: {existingSecret: keys}
      ingress:
        enabled: true
        className: nginx
        annotations: {nginx.ingress.kubernetes.io/proxy-body-size: "0"}
        hosts: [{host: arrays.example.org, path: /}]
        tls: [{secretName: arrays-tls, hosts: [arrays.example.org]}]
      """,
      "Ingress"),
  HTTP_ROUTE(
      """
      security: {existingSecret: keys}
      httpRoute:
        enabled: true
        annotations: {a: b}
        parentRefs: [{name: public, namespace: gateways, sectionName: https}]
        hostnames: [arrays.example.org]
        path: /arrays
        timeouts: {request: 600s, backendRequest: 10m}
      """,
      "HTTPRoute"),
  TLS(
      """
      security: {existingSecret: keys}
      tls: {existingSecret: certificate}
      metrics: {serviceMonitor: {enabled: true, tlsConfig: {serverName: arrays.example.org}}}
      """,
      "ServiceMonitor"),
  METRICS(
      """
      security: {existingSecret: keys}
      metrics:
        serviceMonitor:
          enabled: true
          labels: {release: prometheus}
          authorizationSecret: {name: scraper, key: key}
      """,
      "ServiceMonitor"),
  DASHBOARDS(
      """
      security: {existingSecret: keys}
      dashboards: {enabled: true, labels: {grafana_dashboard: "yes"}, annotations: {grafana_folder: Storage}}
      """,
      "ConfigMap"),
  ALERTS(
      """
      security: {existingSecret: keys}
      alerts:
        enabled: true
        labels: {release: prometheus}
        annotations: {a: b}
        runbookUrl: https://runbooks.example.org/hypertile
      """,
      "PrometheusRule"),
  BARE(
      """
      security: {open: true}
      persistence: {enabled: false}
      networkPolicy: {enabled: false}
      podDisruptionBudget: {enabled: false}
      serviceAccount: {create: false}
      """,
      "-NetworkPolicy -PodDisruptionBudget -ServiceAccount"),
  OBJECT(ChartValues.REPLICAS, "-StatefulSet Deployment -Service Service"),
  OBJECT_SCALED(
      ChartValues.REPLICAS
          + """
          autoscaling:
            enabled: true
            minReplicas: 3
            maxReplicas: 9
            targetCPUUtilization: 50
            behavior: {scaleDown: {stabilizationWindowSeconds: 600}}
          cacheVolume: {size: 20Gi}
          """,
      "-StatefulSet Deployment HorizontalPodAutoscaler -Service Service"),
  EVERYTHING(
      """
      replicas: 1
      image: {repository: registry.example.org/hypertile, digest: "sha256:%1$s", pullPolicy: Always}
      imagePullSecrets: [{name: pull}]
      nameOverride: arrays
      config: {limits: {result: 16GB}, memory: {limit: 256MB}, io: {threads: 8}, fairness: {heavy: 8}}
      extraConfig: {logging: {level: {root: warn}}}
      security:
        jwtIssuer: https://issuer.example.org
        apiKeys:
          - {name: ann, hash: "%1$s", scopes: [read, write], collections: ["w*"], expires: "2027-01-01T00:00:00Z"}
      persistence: {size: 1Ti, storageClass: fast, annotations: {backup: daily}}
      resources: {requests: {cpu: 2, memory: 8Gi}, limits: {memory: 16Gi}}
      shutdownSeconds: 60
      preStopSeconds: 10
      service: {type: LoadBalancer, port: 8000, annotations: {a: b}, loadBalancerSourceRanges: [192.0.2.0/24]}
      tls: {existingSecret: certificate}
      httpRoute: {enabled: true, parentRefs: [{name: public}]}
      ingress: {enabled: true, hosts: [{host: a.example.org}, {host: b.example.org, path: /arrays}]}
      metrics: {serviceMonitor: {enabled: true}}
      networkPolicy:
        from: [{podSelector: {matchLabels: {role: client}}}]
        egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]
        extraEgress: [{ports: [{port: 8443, protocol: TCP}]}]
      serviceAccount: {name: arrays, annotations: {a: b}}
      podAnnotations: {a: b}
      podLabels: {team: weather}
      nodeSelector: {disk: ssd}
      tolerations: [{key: arrays, operator: Exists}]
      affinity: {nodeAffinity: {}}
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
      priorityClassName: high
      extraEnv: [{name: TZ, value: UTC}]
      extraEnvFrom: [{secretRef: {name: more}}]
      extraVolumes: [{name: trust, secret: {secretName: trust}}]
      extraVolumeMounts: [{name: trust, mountPath: /etc/hypertile/trust, readOnly: true}]
      initContainers: [{name: first, image: busybox, command: ["true"]}]
      podSpec: {runtimeClassName: gvisor, hostAliases: [{ip: 10.0.0.1, hostnames: [issuer]}]}
      javaOptions: -Xlog:gc
      """
          .formatted(ChartValues.HASH),
      "Secret Ingress HTTPRoute ServiceMonitor");

  /** Three servers on one store. */
  static final String REPLICAS =
      """
      mode: object
      replicas: 3
      security: {existingSecret: keys}
      config: {stores: {lake: {url: 's3://climate/lake'}}, root: {store: lake, cache: 4GB}}
      """;

  /** A hash of a key. */
  static final String HASH = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

  private final String text;
  private final List<String> changes;

  ChartValues(String text, String changes) {
    this.text = text;
    this.changes = changes.isEmpty() ? List.of() : List.of(changes.split(" "));
  }

  /** The values file. */
  String text() {
    return text;
  }

  /** The kinds of all manifests, in alphabetical order. */
  List<String> kinds() {
    Stream<String> always =
        Stream.of(
            "NetworkPolicy",
            "PodDisruptionBudget",
            "ServiceAccount",
            "ConfigMap",
            "Service",
            "Service",
            "StatefulSet",
            "Pod");
    return Stream.concat(
            always.filter(kind -> !changes.contains("-" + kind)),
            changes.stream().filter(change -> !change.startsWith("-")))
        .sorted()
        .toList();
  }
}
