package io.hypertile.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.route.AllRoutes;
import io.hypertile.route.Need;
import io.hypertile.route.Routes;
import io.hypertile.route.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * Every operation of the interface has a row here with the right that it needs; {@code OpenApiTest}
 * holds the document to the handlers that there are, so a new one without a row fails.
 */
class EndpointRightsTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("hypertile.basedir", "."), "openapi", "openapi.yaml");
  private static final Routes ROUTES = AllRoutes.find();
  private static final Map<String, String> RIGHTS =
      Map.ofEntries(
          Map.entry("getLinks", "nothing"),
          Map.entry("getAccess", "known"),
          Map.entry("listCollections", "known"),
          Map.entry("createCollection", "known"),
          Map.entry("getCollection", "read c"),
          Map.entry("deleteCollection", "admin c"),
          Map.entry("listArrays", "read c"),
          Map.entry("createArray", "write c"),
          Map.entry("createArrays", "write c"),
          Map.entry("clearCollection", "admin c"),
          Map.entry("getArray", "read c"),
          Map.entry("updateArray", "write c"),
          Map.entry("deleteArray", "write c"),
          Map.entry("readSubset", "read c"),
          Map.entry("readPoints", "read c"),
          Map.entry("readBoxes", "read c"),
          Map.entry("readJoined", "read c"),
          Map.entry("readAcrossDatasets", "read c"),
          Map.entry("readArraysOfDataset", "read c"),
          Map.entry("listStatistics", "read c"),
          Map.entry("createDatasets", "write c"),
          Map.entry("replaceDataset", "write c"),
          Map.entry("readZarrNode", "known"),
          Map.entry("showZarrRoot", "known"),
          Map.entry("writeSubset", "write c"),
          Map.entry("appendSubset", "write c"),
          Map.entry("clearSubset", "write c"),
          Map.entry("describeSubset", "read c"),
          Map.entry("showExtent", "read c"),
          Map.entry("listTiles", "read c"),
          Map.entry("checkCollection", "write c"),
          Map.entry("compactCollection", "admin c"),
          Map.entry("getCollectionSize", "read c"),
          Map.entry("checkStorage", "admin everywhere"),
          Map.entry("getStorageSize", "admin everywhere"),
          Map.entry("makeBackup", "admin everywhere"),
          Map.entry("exportCollection", "read c"),
          Map.entry("importCollection", "admin everywhere"),
          Map.entry("showBackup", "admin everywhere"),
          Map.entry("listDatasets", "read c"),
          Map.entry("createDataset", "write c"),
          Map.entry("clearDatasets", "admin c"),
          Map.entry("getDataset", "read c"),
          Map.entry("updateDataset", "write c"),
          Map.entry("deleteDataset", "write c"),
          Map.entry("listDatasetArrays", "read c"),
          Map.entry("defineArray", "write c"),
          Map.entry("getDatasetArray", "read c"),
          Map.entry("updateDatasetArray", "write c"),
          Map.entry("deleteDatasetArray", "write c"),
          Map.entry("readDatasetSubset", "read c"),
          Map.entry("writeDatasetSubset", "write c"),
          Map.entry("clearDatasetSubset", "write c"),
          Map.entry("appendDatasetSubset", "write c"),
          Map.entry("describeDatasetSubset", "read c"),
          Map.entry("readDatasetPoints", "read c"),
          Map.entry("readDatasetBoxes", "read c"),
          Map.entry("showDatasetExtent", "read c"),
          Map.entry("flushDatasets", "write c"),
          Map.entry("compactDatasets", "admin c"),
          Map.entry("listPartitions", "read c"),
          Map.entry("dropPartitions", "write c"),
          Map.entry("queryRows", "read c"),
          Map.entry("insertRows", "write c"),
          Map.entry("writeViewRows", "write c"),
          Map.entry("updateRows", "write c"),
          Map.entry("mapRows", "read c"),
          Map.entry("repairCatalog", "write c"),
          Map.entry("listIndexes", "read c"),
          Map.entry("createIndex", "write c"),
          Map.entry("lookUpIndex", "read c"),
          Map.entry("refreshIndex", "write c"),
          Map.entry("deleteIndex", "write c"),
          Map.entry("readVariableSubset", "read c"),
          Map.entry("readVariablePoints", "read c"),
          Map.entry("readVariableBoxes", "read c"),
          Map.entry("describeVariableSubset", "read c"),
          Map.entry("showVariableExtent", "read c"),
          Map.entry("importDatasets", "admin everywhere"),
          Map.entry("listTrash", "known"),
          Map.entry("restoreCollection", "known"),
          Map.entry("purgeCollection", "known"),
          Map.entry("listLocks", "admin everywhere"),
          Map.entry("clearLocks", "admin everywhere"));

  @Test
  void everyOperationNeedsTheRightOfItsRow() throws IOException {
    Map<String, Map<String, Map<String, Map<String, Object>>>> document =
        new Yaml().load(Files.readString(DOCUMENT));
    Map<String, String> needed = new TreeMap<>();
    document
        .get("paths")
        .forEach((path, operations) ->
            operations.forEach((method, operation) ->
                needed.put(
                    operation.get("operationId").toString(),
                    text(
                        ROUTES
                            .find(path, method.toUpperCase(Locale.ROOT))
                            .route()
                            .need(method.toUpperCase(Locale.ROOT))))));
    assertThat(needed).isEqualTo(new TreeMap<>(RIGHTS));
  }

  private static String text(Need need) {
    return switch (need) {
      case Need.Nothing ignored -> "nothing";
      case Need.Known ignored -> "known";
      case Need.InCollection(Scope scope) -> name(scope) + " c";
      case Need.Everywhere(Scope scope) -> name(scope) + " everywhere";
    };
  }

  private static String name(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }
}
