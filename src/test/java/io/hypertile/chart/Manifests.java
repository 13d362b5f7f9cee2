package io.hypertile.chart;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Rendered manifests.
 *
 * @param all the manifests, in Helm's order
 */
record Manifests(List<JsonObject> all) {
  /** Refuses an element with members that the model does not know, or without those it needs. */
  private interface Model {
    void check(JsonElement manifest) throws IOException;
  }

  private static final Map<String, Model> MODELS =
      Map.ofEntries(
          Map.entry("apps/v1 StatefulSet", V1StatefulSet::validateJsonElement),
          Map.entry("apps/v1 Deployment", V1Deployment::validateJsonElement),
          Map.entry(
              "autoscaling/v2 HorizontalPodAutoscaler",
              V2HorizontalPodAutoscaler::validateJsonElement),
          Map.entry("v1 Service", V1Service::validateJsonElement),
          Map.entry("v1 ConfigMap", V1ConfigMap::validateJsonElement),
          Map.entry("v1 Secret", V1Secret::validateJsonElement),
          Map.entry("v1 ServiceAccount", V1ServiceAccount::validateJsonElement),
          Map.entry("v1 Pod", V1Pod::validateJsonElement),
          Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement),
          Map.entry("networking.k8s.io/v1 Ingress", V1Ingress::validateJsonElement));

  /** The kinds, in Helm's order. */
  List<String> kinds() {
    return all.stream().map(manifest -> manifest.get("kind").getAsString()).toList();
  }

  /** The first manifest of a kind. */
  JsonObject get(String kind) {
    return all.stream()
        .filter(manifest -> manifest.get("kind").getAsString().equals(kind))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no " + kind + " among " + kinds()));
  }

  /** The manifest that makes the pods of servers. */
  JsonObject workload() {
    return get(kinds().contains("Deployment") ? "Deployment" : "StatefulSet");
  }

  /** Checks one manifest against the strict model of its kind. */
  static void check(JsonObject manifest) throws IOException {
    String type =
        manifest.get("apiVersion").getAsString() + " " + manifest.get("kind").getAsString();
    Model model = MODELS.get(type);
    if (model == null) {
      throw new IllegalArgumentException("no model of " + type);
    }
    model.check(manifest);
  }

  /**
   * What stands at a path, such as {@code spec/template/spec/containers/0/image}.
   *
   * @throws NoSuchElementException when nothing stands there
   */
  static JsonElement at(JsonElement from, String path) {
    JsonElement here = from;
    for (String step : path.split("/")) {
      JsonElement next;
      if (here.isJsonArray()) {
        next = here.getAsJsonArray().get(Integer.parseInt(step));
      } else {
        next = here.getAsJsonObject().get(step.replace("~1", "/"));
      }
      if (next == null) {
        throw new NoSuchElementException("no " + step + " of " + path + " in " + here);
      }
      here = next;
    }
    return here;
  }
}
