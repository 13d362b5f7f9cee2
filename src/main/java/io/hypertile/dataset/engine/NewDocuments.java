package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.error.ServiceException;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.ZarrForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents of the new arrays of one change: equal declarations, whatever the names of the arrays,
 * share one. For one thread.
 */
final class NewDocuments {
  private static final ArrayName ANY = new ArrayName("any");
  private static final int MOST = 1_000;

  private final DatasetPlaces places;
  private final DefinitionForm form;
  private final Map<Key, ArrayDocument> known = new HashMap<>();

  /**
   * A declaration without a name.
   *
   * @param attributes names of the attributes in their order, which documents keep
   */
  private record Key(ArrayDefinition definition, List<String> attributes) {}

  NewDocuments(DatasetPlaces places, DefinitionForm form) {
    this.places = places;
    this.form = form;
  }

  DatasetPlaces places() {
    return places;
  }

  /**
   * The document of an array.
   *
   * @throws ServiceException {@code invalid-schema} if its codecs cannot follow each other, with
   *     the member {@code array}
   */
  ArrayDocument of(ArrayDefinition definition) {
    ArrayDefinition any =
        new ArrayDefinition(
            ANY,
            definition.dtype(),
            definition.dimensions(),
            definition.shape(),
            definition.chunkShape(),
            definition.fill(),
            definition.codecs(),
            definition.attributes());
    Key key = new Key(any, List.copyOf(definition.attributes().values().keySet()));
    if (known.size() == MOST && !known.containsKey(key)) {
      known.clear();
    }
    return known.computeIfAbsent(key, same -> checked(definition));
  }

  private ArrayDocument checked(ArrayDefinition definition) {
    ArrayDocument document = form.write(definition);
    try {
      ZarrForm.requireCodecs(document);
    } catch (ServiceException e) {
      throw e.with("array", definition.name().text());
    }
    return document;
  }
}
