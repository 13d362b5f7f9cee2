package io.hypertile.cells.web;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.TagCondition;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Conditions of requests that change something. All tags of an array and of its subsets begin with
 * the array's version, so that any of them guards any change of it.
 *
 * @param match what {@code If-Match} holds
 * @param noneMatch what {@code If-None-Match} holds
 */
public record ChangeConditions(Optional<TagCondition> match, Optional<TagCondition> noneMatch) {
  /**
   * The conditions of a request.
   *
   * @throws ServiceException {@code invalid-request} if a header is not a list of tags
   */
  public static ChangeConditions of(HttpServletRequest request) {
    return new ChangeConditions(
        TagCondition.require(request, "If-Match"), TagCondition.require(request, "If-None-Match"));
  }

  /**
   * Condition on an array that is there.
   *
   * @throws ServiceException {@code version-mismatch} if it must not be there
   */
  public Precondition forArray() {
    if (noneMatch.filter(TagCondition::any).isPresent()) {
      throw mismatch("The array is there already, and If-None-Match: * asks that it be not.");
    }
    Optional<Set<Version>> expected =
        match
            .filter(tags -> !tags.any())
            .map(tags ->
                tags.tags().stream()
                    .filter(tag -> !tag.weak())
                    .map(ChangeConditions::version)
                    .collect(Collectors.toSet()));
    Set<Version> refused =
        noneMatch.stream()
            .flatMap(tags -> tags.tags().stream())
            .map(ChangeConditions::version)
            .collect(Collectors.toSet());
    return new Precondition(expected, refused);
  }

  /**
   * The same condition, checked already on the array that was found, so that no body is read for
   * nothing.
   */
  public Precondition forArray(Version found) {
    Precondition condition = forArray();
    condition.require(found);
    return condition;
  }

  private static Version version(TagCondition.Tag tag) {
    return new Version(firstPart(tag));
  }

  private static String firstPart(TagCondition.Tag tag) {
    int end = tag.text().indexOf('.');
    return end < 0 ? tag.text() : tag.text().substring(0, end);
  }

  /**
   * Checks what is there and has a tag of its own, such as a collection.
   *
   * @param version the first part of its tags
   * @throws ServiceException {@code version-mismatch}
   */
  public void require(String version) {
    boolean wanted =
        match.isEmpty()
            || match.get().any()
            || match.get().tags().stream()
                .anyMatch(tag -> !tag.weak() && firstPart(tag).equals(version));
    boolean refused =
        noneMatch.isPresent()
            && (noneMatch.get().any()
                || noneMatch.get().tags().stream().anyMatch(tag -> firstPart(tag).equals(version)));
    if (!wanted || refused) {
      throw mismatch(
          "What is here has another tag than the request was made for; read it again first.");
    }
  }

  /**
   * Makes something new. With {@code If-None-Match: *} it is a failed condition, not a conflict,
   * that it is there; and nothing new can have the tag that {@code If-Match} names.
   *
   * @throws ServiceException {@code version-mismatch}
   */
  public <T> T create(Supplier<T> creation) {
    if (match.filter(tags -> !tags.any()).isPresent()) {
      throw mismatch("What is created has no tag before; leave out If-Match.");
    }
    try {
      return creation.get();
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.ALREADY_EXISTS && noneMatch.filter(TagCondition::any).isPresent()) {
        throw new ServiceException(ErrorCode.VERSION_MISMATCH, e.detail(), e.members(), e);
      }
      throw e;
    }
  }

  private static ServiceException mismatch(String detail) {
    return new ServiceException(ErrorCode.VERSION_MISMATCH, detail, Map.of(), null);
  }
}
