using System.Globalization;
using System.Text.Json.Nodes;
using PeppaApi.Accounts;
using PeppaApi.Auditing;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Operations.Imports;

/// <summary>
/// Does what a plan says. Channels are saved together, and so are tokens; a run that was cut off is finished by the next, and nothing is done twice:
/// channels are known by their tag, people by name and mail address, tokens by their key, balances by their source.
/// </summary>
internal sealed class RelayImport(GroupService groups, ChannelService channels, UserArrivals users, TokenArrivals tokens, CreditLedger ledger, AuditLog log)
{
    public async Task ApplyAsync(ImportPlan plan, CancellationToken cancellationToken = default)
    {
        var actor = new Actor(null, $"import {plan.Relay.Word()}", "", AtConsole: true);
        CurrentActor.Enter(actor);
        foreach (var group in plan.Groups)
        {
            await groups.PutAsync(group, cancellationToken: cancellationToken);
        }

        await channels.CreateManyAsync(plan.Channels, cancellationToken);
        var ids = await MakeUsersAsync(plan, cancellationToken);
        await tokens.SaveAsync(
            plan.Tokens.Where(token => ids.ContainsKey(token.OldUserId)).Select(token => new ArrivingToken(ids[token.OldUserId], token.Spec, token.Key)), cancellationToken);
        foreach (var user in plan.Users.Where(user => user.Balance > 0 && ids.ContainsKey(user.OldId)))
        {
            await ledger.GiveOnceAsync(
                ids[user.OldId], GrantKind.Adjustment, user.Balance, null, ImportPlan.SourceOf(plan.Relay, user), $"Balance brought over from {plan.Relay.Word()}", actor);
        }

        await log.WriteAsync(
            new AuditEvent("import.done", null, plan.Relay.Word(), new JsonObject
            {
                ["channels"] = AuditChanges.New(plan.Channels.Count),
                ["users"] = AuditChanges.New(plan.Users.Count(user => user.Id is null)),
                ["tokens"] = AuditChanges.New(plan.Tokens.Count),
                ["refused"] = AuditChanges.New(plan.Refused.Count),
            }),
            cancellationToken);
    }

    private async Task<Dictionary<long, long>> MakeUsersAsync(ImportPlan plan, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<long, long>();
        foreach (var user in plan.Users)
        {
            try
            {
                ids[user.OldId] = user.Id ?? await users.CreateAsync(user.Person, cancellationToken);
            }
            catch (InputException exception)
            {
                plan.Refused.Add(string.Create(CultureInfo.InvariantCulture, $"user {user.OldId}, with balance and tokens: {exception.Message}"));
            }
        }

        return ids;
    }
}
