package io.hypertile.dataset.web;

import io.hypertile.collection.DatasetService;
import io.hypertile.collection.web.ArrayNames;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.json.CellTypeNames;
import io.hypertile.dataset.query.MergedSchema;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.schema.Collection;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Names of the arrays of a collection's datasets, with the types they merge to. Thread-safe. */
@Component
final class MergedNames implements ArrayNames {
  private final DatasetService service;
  private final ConditionQuery conditions;

  MergedNames(DatasetService service, ConditionQuery conditions) {
    this.service = service;
    this.conditions = conditions;
  }

  @Override
  public ResponseEntity<byte[]> list(Collection collection, HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Datasets datasets = service.of(collection);
    try (DatasetsState state = datasets.open()) {
      MergedSchema schema = conditions.schema(datasets, state);
      ObjectNode document = JsonAnswers.object();
      ArrayNode items = document.putArray("items");
      schema.arrays().forEach((name, array) -> items.add(item(name, array)));
      ArrayNode attributes = document.putArray("attributes");
      schema
          .attributes()
          .forEach((name, attribute) -> {
            ObjectNode node = attributes.addObject().put("name", name);
            attribute
                .type()
                .ifPresentOrElse(type -> node.put("type", type), () -> node.putNull("type"));
            node.put("datasets", attribute.datasets());
          });
      document.put("datasets", schema.datasets());
      document.putNull("next");
      document.putNull("next_cursor");
      return ResponseEntity.ok()
          .contentType(MediaType.APPLICATION_JSON)
          .body(JsonAnswers.bytes(document));
    }
  }

  private static ObjectNode item(ArrayName name, MergedSchema.MergedArray array) {
    ObjectNode node = JsonAnswers.object().put("name", name.text());
    node.put("dtype", CellTypeNames.name(array.dtype()));
    node.put("datasets", array.datasets());
    node.put("mismatches", array.mismatches());
    ArrayNode findings = node.putArray("findings");
    for (MergedSchema.TypeMismatch finding : array.findings()) {
      findings
          .addObject()
          .put("dataset", finding.dataset().text())
          .put("dtype", CellTypeNames.name(finding.dtype()));
    }
    return node;
  }
}
