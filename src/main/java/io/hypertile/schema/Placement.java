package io.hypertile.schema;

import java.util.Optional;

/**
 * Place of a collection's arrays, and the form they are kept in. It is chosen when the collection
 * is made and never changes.
 *
 * @param form the form
 * @param store name of the store that has them, as the server's settings give it; empty for the
 *     storage root of the server
 */
public record Placement(Form form, Optional<String> store) {
  /** Files of HDF5 below the storage root, in Deker's layout. */
  public static final Placement DEFAULT = new Placement(Form.HDF5, Optional.empty());

  /** Arrays of Zarr below the storage root. */
  public static final Placement LOCAL_ZARR = new Placement(Form.ZARR, Optional.empty());

  /** Forms in which arrays are kept. */
  public enum Form {
    HDF5("hdf5"),
    ZARR("zarr");

    private final String text;

    Form(String text) {
      this.text = text;
    }

    /** The name in documents. */
    public String text() {
      return text;
    }
  }

  /** Checks that the form can be kept there. */
  public Placement {
    if (form == Form.HDF5 && store.isPresent()) {
      throw new IllegalArgumentException("HDF5 lies in the storage root alone");
    }
  }
}
