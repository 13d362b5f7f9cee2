package io.hypertile.collection.web;

import io.hypertile.collection.CollectionService;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.FailureHints;
import io.hypertile.route.Scope;
import io.hypertile.schema.CollectionName;
import io.hypertile.security.Caller;
import io.hypertile.text.NearestNames;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Suggests collections for a name that no collection has, among those that the caller may see.
 * Collections that the caller may not see get the same answer as absent ones.
 */
@Component
final class NearestCollections implements FailureHints {
  private final CollectionService collections;

  NearestCollections(CollectionService collections) {
    this.collections = collections;
  }

  @Override
  public ServiceException improved(ServiceException failure, HttpServletRequest request) {
    boolean isOfName = failure.code() == ErrorCode.COLLECTION_NOT_FOUND;
    return isOfName && failure.members().get("collection") instanceof String name
        ? named(failure, name, Caller.of(request))
        : failure;
  }

  private ServiceException named(ServiceException failure, String name, Caller caller) {
    List<String> seen =
        collections.names(each -> caller.may(Scope.READ, each.text())).stream()
            .map(CollectionName::text)
            .toList();
    List<String> nearest = NearestNames.of(name, seen);
    if (nearest.isEmpty()) {
      return failure;
    }
    Map<String, Object> members = new LinkedHashMap<>(failure.members());
    members.put("nearest", nearest);
    return new ServiceException(
        failure.code(),
        "There is no collection of this name; did you mean %s? GET /api/v1/collections lists all names."
            .formatted(nearest.getFirst()),
        members,
        failure);
  }
}
