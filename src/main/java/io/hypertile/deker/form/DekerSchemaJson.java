package io.hypertile.deker.form;

import io.hypertile.error.ErrorCode;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.FillValue;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.StorageOptions;
import io.hypertile.schema.json.ArraysKind;
import io.hypertile.schema.json.Completeness;
import io.hypertile.schema.json.FillValueText;
import io.hypertile.schema.json.SchemaBody;
import io.hypertile.schema.json.SchemaJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Collection documents as Deker stores them in {@code NAME/NAME.json} (deker-layout.md, "Collection
 * documents", "Cell types" and "Chunks and compression"). Safe for use by many threads.
 */
public final class DekerSchemaJson {
  private static final String VERSION = "0.2";
  private static final String ADAPTER = "HDF5StorageAdapter";

  private DekerSchemaJson() {}

  /**
   * Reads a stored document with the tolerance that Deker has, and some more: aliases of dtypes,
   * missing optional members, integers in scales, unknown members outside {@code schema}.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} or {@code invalid-name} with
   *     a JSON {@code pointer} to the member at fault
   */
  public static Collection parse(JsonNode document) {
    JsonCursor at = JsonCursor.root(ErrorCode.INVALID_SCHEMA, document);
    at.requireObject("a collection document");
    checkVersion(at);
    checkAdapter(at);
    CollectionName name = SchemaJson.name(at);
    ArraysKind kind = ArraysKind.require(at, "type");
    JsonCursor body = at.require("schema", "an object with dimensions and dtype");
    body.requireObject("an object with dimensions and dtype");
    body.refuseUnknown(SchemaBody.MEMBERS);
    ArraysSchema schema = OwnMember.read(at, SchemaBody.parse(body, kind, Completeness.FULL));
    Optional<StorageOptions> options =
        at.findGiven("options").map(given -> DekerOptionsJson.parse(given, schema));
    return new Collection(name, schema, options);
  }

  /** Versions are compared as texts, as in Deker (deker-rules.md 17 to 19). */
  private static void checkVersion(JsonCursor at) {
    String accepted = "text that is not greater than \"" + VERSION + "\"";
    JsonCursor version = at.require("metadata_version", accepted);
    if (!version.node().isString() || version.node().stringValue().compareTo(VERSION) > 0) {
      throw version.wrong(accepted);
    }
  }

  private static void checkAdapter(JsonCursor at) {
    Optional<JsonCursor> adapter = at.findGiven("storage_adapter");
    if (adapter.isPresent()) {
      JsonNode node = adapter.get().node();
      if (!node.isString() || !node.stringValue().equals(ADAPTER)) {
        throw adapter.get().wrong('"' + ADAPTER + '"');
      }
    }
  }

  /**
   * Writes the document byte for byte as Deker does, ASCII on one line without an end of line;
   * where there is more to keep, in a member behind Deker's own.
   */
  public static String write(Collection collection) {
    ArraysSchema schema = collection.arrays();
    PythonJson json = new PythonJson();
    json.open('{').key("name").text(collection.name().text());
    json.key("type").text(ArraysKind.of(schema).text());
    json.key("schema").open('{').key("dimensions").open('[');
    schema.dimensions().forEach(dimension -> DekerDimensionJson.write(json, dimension));
    json.close(']').key("dtype").text(DekerTypes.name(schema.dtype()));
    json.key("attributes").open('[');
    schema.attributes().forEach(attribute -> write(json, attribute));
    json.close(']').key("fill_value").textOrNull(fill(schema.fillValue()));
    if (schema instanceof VArraySchema virtual) {
      json.key("vgrid").open('[');
      virtual.grid().counts().toList().forEach(count -> json.raw(count.toString()));
      json.close(']');
    }
    json.close('}').key("options");
    if (collection.options().isPresent()) {
      DekerOptionsJson.write(json, collection.options().get());
    } else {
      json.nothing();
    }
    json.key("storage_adapter").text(ADAPTER);
    json.key("metadata_version").text(VERSION);
    OwnMember.write(json, schema);
    return json.close('}').toString();
  }

  private static void write(PythonJson json, AttributeSchema attribute) {
    json.open('{').key("name").text(attribute.name());
    json.key("primary").raw(Boolean.toString(attribute.primary()));
    json.key("dtype").text(DekerTypes.name(attribute.type())).close('}');
  }

  /** Null for any NaN. */
  private static @Nullable String fill(FillValue value) {
    return FillValueText.isNan(value) ? null : FillValueText.text(value);
  }
}
