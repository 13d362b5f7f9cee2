package io.hypertile.dataset.imports.web;

import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.imports.source.Existing;
import io.hypertile.dataset.imports.source.ImportFormat;
import io.hypertile.dataset.imports.source.ImportOrder;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.store.StoreName;
import io.hypertile.store.StorePrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Documents that ask for an import. */
final class ImportDocument {
  private static final int LONGEST = 4096;

  private ImportDocument() {}

  /**
   * Reads a document.
   *
   * @throws ServiceException {@code invalid-request} or {@code invalid-name} with a {@code pointer}
   */
  static ImportOrder parse(JsonNode document) {
    JsonCursor at = JsonCursor.root(ErrorCode.INVALID_REQUEST, document);
    at.requireObject("what to import");
    at.refuseUnknown(List.of("format", "store", "path", "dataset", "group", "replace", "resume"));
    JsonCursor format = at.require("format", "the format of what is imported");
    String name = format.requireText("the format of what is imported", LONGEST);
    ImportFormat known =
        ImportFormat.find(name)
            .orElseThrow(() ->
                format.fault(
                    "%s is %s; it is one of %s."
                        .formatted(
                            format.subject(),
                            format.shown(),
                            String.join(", ", ImportFormat.names())),
                    Map.of("supported", ImportFormat.names())));
    Optional<JsonCursor> group = at.findGiven("group");
    if (group.isPresent() && known != ImportFormat.NETCDF) {
      throw group.get().fault("A group is named for files of NetCDF alone.");
    }
    Optional<JsonCursor> dataset = at.findGiven("dataset");
    if (dataset.isPresent() && known == ImportFormat.ATLAS) {
      throw dataset.get().fault("The datasets of a store of ATLAS keep their names.");
    }
    return new ImportOrder(
        known,
        named(at.require("store", "the name of a store"), "the name of a store", StoreName::new),
        named(at.require("path", "a path in the store"), "a path in the store", StorePrefix::new),
        dataset.map(given -> named(given, "the name of the dataset", DatasetName::new)),
        group.map(given -> given.requireText("the path of a group", LONGEST)),
        existing(at));
  }

  private static Existing existing(JsonCursor at) {
    boolean isReplacing = isGiven(at, "replace");
    Optional<JsonCursor> resume = at.findGiven("resume").filter(JsonCursor::requireBoolean);
    if (isReplacing && resume.isPresent()) {
      throw resume.get().fault("Datasets that are there are replaced or kept; give one of both.");
    }
    return isReplacing ? Existing.REPLACED : resume.isPresent() ? Existing.KEPT : Existing.REFUSED;
  }

  private static boolean isGiven(JsonCursor at, String member) {
    return at.findGiven(member).map(JsonCursor::requireBoolean).orElse(false);
  }

  private static <T> T named(JsonCursor at, String accepted, Function<String, T> type) {
    String text = at.requireText(accepted, LONGEST);
    try {
      return type.apply(text);
    } catch (ServiceException e) {
      throw e.with("pointer", at.pointer());
    }
  }
}
