package io.hypertile.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.hypertile.error.ServiceException;
import io.hypertile.route.Scope;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class AccessRulesTest {
  @ParameterizedTest
  @CsvSource({
    "*,anything,true",
    "'',anything,false",
    "weather,weather,true",
    "weather,weather2,false",
    "weather*,weather2,true",
    "weather-*,weather,false",
    "*-public,a-b-public,true",
    "*-public,a-public-b,false",
    "a*b*c,aXbYbZc,true",
    "a*b*c,aXcYb,false",
    "a?c,abc,true",
    "a?c,ac,false",
    "**,x,true",
    "a.c,abc,false",
    "*a*a*a*a*a*a*a*b,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,false"
  })
  void patternsMatchWholeNames(String pattern, String name, boolean expected) {
    assertThat(Grant.matches(pattern, name)).isEqualTo(expected);
  }

  @Test
  void scopesIncludeThoseBefore() {
    Caller writer = new Caller("w", List.of(new Grant(Scope.WRITE, List.of("a*"))));
    assertThat(writer.may(Scope.READ, "ab")).isTrue();
    assertThat(writer.may(Scope.WRITE, "ab")).isTrue();
    assertThat(writer.may(Scope.ADMIN, "ab")).isFalse();
    assertThat(writer.may(Scope.READ, "b")).isFalse();
    assertThat(writer.mayEverywhere(Scope.READ)).isFalse();
    assertThat(Caller.of(new MockHttpServletRequest()).may(Scope.READ, "a")).isFalse();
  }

  @Test
  void keysAreFoundByTheirHashUntilTheyExpire() {
    String key = ApiKey.make();
    assertThat(key).matches("hk_[A-Za-z0-9_-]{43}").isNotEqualTo(ApiKey.make());
    Instant end = Instant.parse("2026-01-01T00:00:00Z");
    Caller caller = new Caller("k", List.of());
    ApiKey known =
        new ApiKey(ApiKey.hash(key).toUpperCase(java.util.Locale.ROOT), caller, Optional.of(end));
    assertThat(keys(known, end.minusSeconds(1)).find(key)).contains(caller);
    assertThat(keys(known, end.minusSeconds(1)).find(key + "x")).isEmpty();
    assertThat(keys(known, end.minusSeconds(1)).find(ApiKey.hash(key))).isEmpty();
    assertThat(keys(known, end).find(key)).isEmpty();
  }

  @Test
  void keysAreComparedInConstantTime() {
    Set<String> called =
        new ClassFileImporter()
                .importClass(ApiKeys.class)
                .getMethod("find", String.class)
                .getMethodCallsFromSelf()
                .stream()
                .map(call -> call.getTarget().getFullName())
                .collect(Collectors.toSet());
    assertThat(called).contains("java.security.MessageDigest.isEqual([B, [B)");
    assertThat(called).noneMatch(name -> name.contains("quals(") || name.contains(".get("));
  }

  private static ApiKeys keys(ApiKey key, Instant now) {
    return new ApiKeys(List.of(key), Clock.fixed(now, ZoneOffset.UTC));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-API-Key|hk_a|hk_a",
        "Authorization|Bearer hk_a|hk_a",
        "Authorization|bearer  hk_a |hk_a",
        "Authorization|Bearer eyJ|",
        "Authorization|Basic dTpoa19h|hk_a",
        "Authorization|Basic !|''",
        "Authorization|Digest x|",
        "Authorization|hk_a|"
      })
  void keysAreFoundInHeaders(String header, String value, String key) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.addHeader(header, value);
    assertThat(Credentials.key(request)).isEqualTo(Optional.ofNullable(key));
  }

  @Test
  void rolesOfTokensAreGranted() {
    TokenRoles own = new TokenRoles("sub", "scope", Map.of());
    Caller caller = own.caller(Map.of("sub", "me", "scope", "openid hypertile.write admin"));
    assertThat(caller).isEqualTo(new Caller("me", List.of(Grant.everywhere(Scope.WRITE))));
    Grant grant = new Grant(Scope.READ, List.of("a*"));
    TokenRoles mapped =
        new TokenRoles("sub", "realm_access.roles", Map.of("viewer", List.of(grant)));
    Map<String, Object> roles = Map.of("roles", List.of("viewer", "hypertile.admin", 7));
    assertThat(mapped.caller(Map.of("realm_access", roles)).grants()).containsExactly(grant);
    assertThat(mapped.caller(Map.of("realm_access", "viewer")).grants()).isEmpty();
    assertThat(mapped.caller(Map.of("realm_access.roles", "viewer")).grants())
        .containsExactly(grant);
  }

  @Test
  void refusalsSayNoMoreThanTheCallerMayKnow() {
    Caller reader = new Caller("r", List.of(new Grant(Scope.READ, List.of("a"))));
    assertThat(refusal(reader, Scope.WRITE, "a")).isEqualTo("forbidden");
    assertThat(refusal(reader, Scope.WRITE, "b")).isEqualTo("collection-not-found");
    assertThat(refusal(reader, Scope.READ, "b")).isEqualTo("collection-not-found");
    assertThat(refusal(reader, Scope.READ, "a")).isEmpty();
  }

  private static String refusal(Caller caller, Scope scope, String collection) {
    try {
      caller.require(scope, collection);
      return "";
    } catch (ServiceException e) {
      return e.code().text();
    }
  }
}
