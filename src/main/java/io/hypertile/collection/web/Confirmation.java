package io.hypertile.collection.web;

import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.PartitionService;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.PlacedSchema;
import io.hypertile.schema.ViewSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Has those who remove much name the collection once more, so that no slip of a script removes what
 * took weeks to bring in. The number is that of a moment before the removal. Thread-safe.
 */
public final class Confirmation {
  /** The parameter that names the collection again. */
  public static final String PARAMETER = "confirm";

  private final CollectionService collections;
  private final DatasetService datasets;
  private final PartitionService partitions;
  private final long above;

  /**
   * A demand for confirmations.
   *
   * @param above most arrays, datasets or partitions that are removed without; -1 for any number
   */
  public Confirmation(
      CollectionService collections,
      DatasetService datasets,
      PartitionService partitions,
      long above) {
    this.collections = collections;
    this.datasets = datasets;
    this.partitions = partitions;
    this.above = above;
  }

  /**
   * Checks that a collection may be removed. What lies at a path of its own stays when it is, and
   * asks for nothing.
   *
   * @param call the address of the removal
   * @throws ServiceException as {@link #requireForContents}
   */
  public void requireForCollection(QueryParameters query, CollectionName name, String call) {
    require(query, name, call, Fate.LEFT_AT_PATHS);
  }

  /**
   * Checks that all that a collection holds may be removed, into the trash where that is on. What
   * the trash does not take is confirmed whatever the number is.
   *
   * @param call the address of the removal
   * @throws ServiceException {@code confirmation-required} with the number and the call to make if
   *     it holds more than is removed without one, or cannot be counted; {@code invalid-request} if
   *     another name was given
   */
  public void requireForContents(QueryParameters query, CollectionName name, String call) {
    require(query, name, call, collections.losesContents(name) ? Fate.LOST : Fate.GOING);
  }

  /**
   * Checks that all that a collection holds may be removed for good, as the caller says.
   *
   * @param call the address of the removal
   * @throws ServiceException as {@link #requireForContents}
   */
  public void requireForLoss(QueryParameters query, CollectionName name, String call) {
    require(query, name, call, Fate.GOING);
  }

  /** Fate of what is removed. */
  private enum Fate {
    /** It goes, but for what lies at a path of its own. */
    LEFT_AT_PATHS,
    /** It goes as the caller expects. */
    GOING,
    /** It goes for good, though the trash is on. */
    LOST
  }

  private void require(QueryParameters query, CollectionName name, String call, Fate fate) {
    if (query.find(PARAMETER).isPresent()) {
      requireSame(query.find(PARAMETER).get(), name);
      return;
    }
    if (above < 0) {
      return;
    }
    try {
      Optional<Collection> found = collections.find(name);
      if (found.isPresent()) {
        if (fate != Fate.LEFT_AT_PATHS || !isElsewhere(found.get())) {
          requireFew(found.get(), call, fate);
        }
      } else if (!collections.names(name::equals).isEmpty()) {
        // It has lost its document; of what is not there at all the removal itself tells.
        throw uncounted(name, call);
      }
    } catch (CorruptDataException e) {
      throw uncounted(name, call);
    }
  }

  private ServiceException uncounted(CollectionName name, String call) {
    return refusal(
        "What the collection holds cannot be counted, as a part of it cannot be read; nothing was"
            + " removed.",
        OptionalLong.empty(),
        above,
        name,
        call);
  }

  private static void requireSame(String given, CollectionName name) {
    if (!given.equals(name.text())) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "confirm must be the name of the collection that is removed, %s; nothing was removed."
              .formatted(name),
          Map.of("parameter", PARAMETER),
          null);
    }
  }

  private static boolean isElsewhere(Collection collection) {
    return collection.schema() instanceof PlacedSchema schema && schema.path().isPresent();
  }

  /** The number of what goes; empty while nobody knows. */
  private OptionalLong count(Collection collection) {
    return switch (collection.schema()) {
      case ArraysSchema ignored -> collections.countAllArrays(collection);
      case DatasetsSchema ignored -> OptionalLong.of(datasets.count(collection));
      case PartitionedSchema ignored -> partitions.count(collection);
      case ViewSchema ignored -> OptionalLong.of(partitions.count(collection).orElse(0));
    };
  }

  private void requireFew(Collection collection, String call, Fate fate) {
    OptionalLong count = count(collection);
    long most = fate == Fate.LOST ? 0 : above;
    if (count.isPresent() && count.getAsLong() <= most) {
      return;
    }
    String reason =
        fate == Fate.LOST
            ? " for good, as the trash takes them only with their collection"
            : ", and more than " + above + " go only where the call names the collection again";
    String detail =
        count.isPresent()
            ? "This removes %d %s%s; nothing was removed."
                .formatted(count.getAsLong(), things(collection), reason)
            : "What the collection holds is still being counted; nothing was removed.";
    throw refusal(detail, count, most, collection.name(), call);
  }

  private static String things(Collection collection) {
    return switch (collection.schema()) {
      case ArraysSchema ignored -> "arrays";
      case DatasetsSchema ignored -> "datasets";
      case PartitionedSchema ignored -> "partitions";
      case ViewSchema ignored -> "partitions of a view";
    };
  }

  private ServiceException refusal(
      String detail, OptionalLong count, long most, CollectionName name, String call) {
    String confirmed =
        "DELETE "
            + call
            + (call.contains("?") ? "&" : "?")
            + PARAMETER
            + "="
            + ApiPaths.encoded(name.text());
    Map<String, Object> members = new LinkedHashMap<>();
    count.ifPresent(number -> members.put("count", number));
    members.put("limit", most);
    members.put("call", confirmed);
    return new ServiceException(
        ErrorCode.CONFIRMATION_REQUIRED,
        detail + " To remove it, call " + confirmed + ".",
        members,
        null);
  }
}
