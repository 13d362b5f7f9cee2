package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.ZarrForm;
import java.util.Map;
import java.util.Objects;

/**
 * Checks that the variables of a collection that is to be made can be stored: their types have the
 * fill values, and the codecs can follow each other.
 *
 * @param form of the variables
 * @param variables those of all groups by their paths
 */
public record StorableForms(PartitionedForm form, Map<String, GroupSchema.Placed> variables) {
  /** The check of a form. */
  public static StorableForms of(PartitionedForm form) {
    return new StorableForms(form, form.root().byPath());
  }

  /**
   * Checks all variables.
   *
   * @param pointer place of the group at the top
   * @throws ServiceException {@code invalid-schema} with the pointer to what cannot be stored
   */
  public void require(String pointer) {
    require(form.root(), "", pointer);
  }

  private void require(GroupSchema group, String path, String pointer) {
    for (int n = 0; n < group.variables().size(); n++) {
      GroupSchema.Placed placed = variables.get(path + group.variables().get(n).name());
      require(Objects.requireNonNull(placed), pointer + "/variables/" + n);
    }
    for (int n = 0; n < group.groups().size(); n++) {
      GroupSchema below = group.groups().get(n);
      require(below, path + below.name() + "/", pointer + "/groups/" + n);
    }
  }

  private void require(GroupSchema.Placed placed, String pointer) {
    ArrayDocument document;
    try {
      document = new VariableForm(form.axis()).document(placed, 1);
    } catch (ServiceException e) {
      throw fault(
          pointer + "/fill_value",
          "The cells of the variable \"%s\" are %s, which have no value %s; give one that they have, or leave it out."
              .formatted(
                  placed.path(), placed.variable().dtype().numpyName(), placed.variable().fill()),
          e);
    }
    try {
      ZarrForm.requireCodecs(document);
    } catch (ServiceException e) {
      throw fault(
          pointer + "/codecs",
          "The variable \"%s\" cannot be stored so: %s".formatted(placed.path(), e.detail()),
          e);
    }
  }

  private static ServiceException fault(String pointer, String detail, ServiceException cause) {
    return new ServiceException(
        ErrorCode.INVALID_SCHEMA, detail, Map.of("pointer", pointer), cause);
  }
}
