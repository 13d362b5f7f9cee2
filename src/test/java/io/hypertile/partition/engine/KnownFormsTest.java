package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrForm;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownFormsTest {
  private static final ObjectVersion ONE = new ObjectVersion("1");
  private static final ObjectVersion TWO = new ObjectVersion("2");

  private final KnownForms forms = new KnownForms();

  private static ZarrForm form(long rows, String note) {
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [%d], "data_type": "int64",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [%d]}},
         "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
         "fill_value": 0, "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
         "attributes": {"note": "%s"}}
        """
            .formatted(rows, rows, note);
    return ZarrForm.of(
        "a", (ArrayDocument) NodeDocument.parse("a", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static StoreKey key(int number) {
    return new StoreKey("lake/hour=" + number + "/a/zarr.json");
  }

  @Test
  void formsAreThoseOfTheVersionAlone() {
    ZarrForm form = form(7, "");
    forms.put(key(1), ONE, form);
    assertThat(forms.find(key(1), ONE)).containsSame(form);
    assertThat(forms.find(key(1), TWO)).isEmpty();
    assertThat(forms.find(key(2), ONE)).isEmpty();
    ZarrForm next = form(8, "");
    forms.put(key(1), TWO, next);
    assertThat(forms.find(key(1), TWO)).containsSame(next);
    assertThat(forms.find(key(1), ONE)).isEmpty();
  }

  @Test
  void arraysOfOneFormShareIt() {
    ZarrForm form = form(7, "");
    forms.put(key(1), ONE, form);
    forms.put(key(2), TWO, form(7, ""));
    assertThat(forms.find(key(2), TWO)).containsSame(form);
  }

  @Test
  void longDocumentsAreNotKept() {
    forms.put(key(1), ONE, form(7, "x".repeat(5000)));
    assertThat(forms.find(key(1), ONE)).isEmpty();
  }

  @Test
  void notMoreFormsAreKeptThanThereIsRoomFor() {
    ZarrForm form = form(7, "");
    int kept = 0;
    for (int number = 0; number < 40_000; number++) {
      forms.put(key(number), ONE, form);
    }
    for (int number = 0; number < 40_000; number++) {
      kept += forms.find(key(number), ONE).isPresent() ? 1 : 0;
    }
    assertThat(kept).isBetween(1, 1 << 14);
    assertThat(forms.find(key(39_999), ONE)).isPresent();
  }
}
