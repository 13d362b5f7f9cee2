/** Access: keys, tokens, scopes of collections, the audit log, the rate limit. */
@org.jspecify.annotations.NullMarked
package io.hypertile.security;
