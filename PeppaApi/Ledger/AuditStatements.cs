using System.Globalization;
using System.Text.Json.Nodes;
using PeppaApi.Auditing;

namespace PeppaApi.Ledger;

/// <summary>The audit log's line on money that somebody moved by hand, in the same transaction as the money.</summary>
internal static class AuditStatements
{
    public static void Write(LedgerStore store, Actor? by, string act, long userId, JsonObject changes)
    {
        if (by is null)
        {
            return;
        }

        store["""
            INSERT INTO audit_records (at, actor_id, actor_name, address, act, subject_id, subject, changes, suspicious)
            SELECT @p0, @p1, @p2, @p3, @p4, @p5, user_name, @p6, 0 FROM asp_net_users WHERE id = @p7
            """].ChangeOne(
            store.Now, by.UserId, by.Name, by.Address, act, userId.ToString(CultureInfo.InvariantCulture), changes.ToJsonString(AuditJson.Options), userId);
    }
}
