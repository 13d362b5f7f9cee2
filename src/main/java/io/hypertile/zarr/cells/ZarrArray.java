package io.hypertile.zarr.cells;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An array of Zarr in the state that it was found in, which it holds until it is let go. */
public final class ZarrArray implements CellArray {
  private final ZarrChanges changes;
  private final StorePrefix place;
  private final ArraySpec spec;
  private final Version version;
  private final ZarrForm form;
  private final Optional<Boolean> hasChunks;
  private @Nullable ZarrState held;

  /** Takes over the state, unless this throws. */
  ZarrArray(ZarrChanges changes, ZarrState found) {
    this.changes = changes;
    this.place = found.place();
    this.spec = found.spec();
    this.version = found.version();
    this.form = found.form();
    this.hasChunks = found.revision().hasOthers();
    this.held = found;
  }

  @Override
  public String name() {
    String text = place.isRoot() ? "array" : place.text();
    return text.substring(text.lastIndexOf('/') + 1).replace('"', '_');
  }

  @Override
  public ArraySpec spec() {
    return spec;
  }

  @Override
  public Version version() {
    return version;
  }

  /** Whether there are objects beside the document; empty where only a list of the store tells. */
  public Optional<Boolean> hasChunks() {
    return hasChunks;
  }

  /** The document as it was when the array was found. */
  public ArrayDocument document() {
    return form.document();
  }

  /** The form that its document gives. */
  public ZarrForm form() {
    return form;
  }

  @Override
  public <T> Optional<T> document(Class<T> type) {
    ArrayDocument own = form.document();
    return type.isInstance(own) ? Optional.of(type.cast(own)) : Optional.empty();
  }

  @Override
  public CellReader open(Region bounds) {
    return changes.states().reader(takeState());
  }

  /** All its cells as bytes, which the caller closes. */
  public ZarrCells cells() {
    return changes.states().cells(takeState());
  }

  private ZarrState takeState() {
    ZarrState state = held == null ? changes.states().requireState(place) : held;
    held = null;
    return state;
  }

  @Override
  public Version write(Region box, CellSource cells, Precondition condition) {
    return changes.write(place, box, cells, condition);
  }

  @Override
  public Version clear(Region box, Precondition condition) {
    return changes.clear(place, box, condition);
  }

  @Override
  public void letGo() {
    ZarrState state = held;
    held = null;
    if (state != null) {
      state.close();
    }
  }
}
