package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.schema.Placement;
import io.hypertile.schema.Placement.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Members that say where a collection is kept. Both are left out of documents of collections in
 * HDF5, as all were before there was a choice.
 */
final class PlacementJson {
  private static final String STORAGE = "storage";
  private static final String STORE = "store";

  /** The members. */
  static final List<String> MEMBERS = List.of(STORAGE, STORE);

  private static final int LONGEST_STORE = 100;

  private static final String FORMS =
      Arrays.stream(Form.values())
          .map(form -> '"' + form.text() + '"')
          .collect(Collectors.joining(" or "));

  private PlacementJson() {}

  /** The place that a document asks for; whether there is such a store is not looked at. */
  static Placement parse(JsonCursor at) {
    Optional<JsonCursor> storage = at.findGiven(STORAGE);
    Optional<JsonCursor> store = at.findGiven(STORE);
    Form form =
        storage
            .map(PlacementJson::form)
            .orElse(store.isPresent() ? Form.ZARR : Placement.DEFAULT.form());
    if (form == Form.HDF5 && store.isPresent()) {
      throw store
          .get()
          .fault(
              "A store has arrays in Zarr, and HDF5 lies in the storage root of the server; leave"
                  + " out store, or ask for \"zarr\" as storage.");
    }
    return new Placement(form, store.map(PlacementJson::store));
  }

  private static Form form(JsonCursor at) {
    String text = at.node().isString() ? at.node().stringValue() : "";
    return Arrays.stream(Form.values())
        .filter(form -> form.text().equals(text))
        .findFirst()
        .orElseThrow(() -> at.wrong(FORMS));
  }

  private static String store(JsonCursor at) {
    String name = at.requireText("the name of a store", LONGEST_STORE);
    if (name.isBlank()) {
      throw at.wrong("the name of a store");
    }
    return name;
  }

  static void add(ObjectNode node, Placement placement) {
    if (!placement.equals(Placement.DEFAULT)) {
      node.put(STORAGE, placement.form().text());
    }
    placement.store().ifPresent(name -> node.put(STORE, name));
  }
}
