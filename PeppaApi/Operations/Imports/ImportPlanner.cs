using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Accounts;
using PeppaApi.Channels;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Operations.Imports;

/// <summary>Finds out what of an old database can be brought over. Writes nothing.</summary>
internal sealed class ImportPlanner(
    ChannelService channels, ChannelLister lister, UserArrivals arrivals, TokenArrivals tokens, IDbContextFactory<PeppaDbContext> contexts)
{
    public async Task<ImportPlan> PlanAsync(OldDatabase old, ImportChoices choices, CancellationToken cancellationToken = default)
    {
        var plan = new ImportPlan { Relay = choices.Relay };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = new GroupPlan(plan, await context.Groups.AsNoTracking().ToListAsync(cancellationToken), old.Options);
        await PlanChannelsAsync(plan, groups, old, cancellationToken);
        var gone = await PlanUsersAsync(plan, groups, old, choices, context, cancellationToken);
        await PlanTokensAsync(plan, old, choices, gone, cancellationToken);
        return plan;
    }

    private static async Task TryAsync(ImportPlan plan, string what, OldRow row, Func<long, List<string>, Task> work)
    {
        var (name, id, notes) = ($"{what} {row.Name("id")} \"{row.Name(what == "user" ? "username" : "name")}\"", 0L, new List<string>());
        try
        {
            id = row.Whole("id");
            await work(id, notes);
            plan.Notes.AddRange(notes.Select(note => $"{name}: {note}."));
        }
        catch (InputException exception)
        {
            plan.Refused.Add($"{name}: {exception.Message.TrimEnd('.')}.");
        }
    }

    private async Task PlanChannelsAsync(ImportPlan plan, GroupPlan groups, OldDatabase old, CancellationToken cancellationToken)
    {
        var here = (await lister.LinesAsync(cancellationToken)).SelectMany(channel => channel.Tags).ToHashSet(StringComparer.Ordinal);
        foreach (var row in old.Channels)
        {
            await TryAsync(plan, "channel", row, async (id, notes) =>
            {
                if (here.Contains(ChannelConversion.Tag(plan.Relay, id)))
                {
                    plan.ChannelsHere++;
                    return;
                }

                var spec = ChannelConversion.Convert(row, plan.Relay, id, notes);
                await channels.CheckAsync(spec, groups.Need(spec.Groups!), cancellationToken);
                plan.Channels.Add(spec);
            });
        }
    }

    /// <returns>The old numbers of users who are deleted there.</returns>
    private async Task<HashSet<long>> PlanUsersAsync(
        ImportPlan plan, GroupPlan groups, OldDatabase old, ImportChoices choices, PeppaDbContext context, CancellationToken cancellationToken)
    {
        var (gone, names, mails) = (new HashSet<long>(), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in old.Users)
        {
            await TryAsync(plan, "user", row, async (id, notes) =>
            {
                if (row.IsDeleted || row.Whole("status", 1) == 3)
                {
                    gone.Add(id);
                    plan.Deleted++;
                    return;
                }

                var person = Person(row, choices);
                UserArrivals.Check(person);
                groups.Need([person.Group]);
                InputException.Require(names.Add(person.UserName.ToUpperInvariant()), "username", "another user before it has the same name");
                InputException.Require(mails.Add(arrivals.MailKey(person.Email)), "email", "another user before it has the same mail address");
                var user = new PlannedUser(id, person, await arrivals.FindAsync(person, cancellationToken), Balance(row, choices, notes));
                var source = ImportPlan.SourceOf(plan.Relay, user);
                if (await context.Grants.AnyAsync(grant => grant.SourceKey == source, cancellationToken))
                {
                    user = user with { Balance = 0 };
                    notes.Clear();
                }
                else if (row.Whole("role", 1) >= 10)
                {
                    notes.Add("is an operator there and a plain user here: give the role on the page Users");
                }

                plan.Users.Add(user);
            });
        }

        return gone;
    }

    private static ArrivingUser Person(OldRow row, ImportChoices choices)
    {
        var (name, mail, display) = (row.Text("username"), row.Text("email"), row.Text("display_name"));
        InputException.Require(mail.Length > 0 || choices.MailDomain is not null, "email", "it has no mail address; with --mail-domain=DOMAIN it would get its name at that domain");
        return new ArrivingUser(
            name,
            mail.Length > 0 ? mail : $"{name}@{choices.MailDomain}",
            ChannelConversion.Groups(row)[0],
            display.Length > 0 && display.Length <= User.DisplayNameLength && display != name && !display.Any(char.IsControl) ? display : null,
            row.Whole("status", 1) != 1);
    }

    private static long Balance(OldRow row, ImportChoices choices, List<string> notes)
    {
        var quota = row.Whole("quota");
        var balance = (Int128)quota * Credit.PerDollar / choices.QuotaPerDollar;
        if (balance < 0)
        {
            notes.Add($"its quota is below zero ({quota}), and becomes no credit");
        }
        else if (balance > CreditLedger.LargestGrant)
        {
            notes.Add($"its quota {quota} is more than a million dollars, and becomes no credit: give what is right on the page Users");
        }

        return balance < 0 || balance > CreditLedger.LargestGrant ? 0 : (long)balance;
    }

    private async Task PlanTokensAsync(ImportPlan plan, OldDatabase old, ImportChoices choices, HashSet<long> gone, CancellationToken cancellationToken)
    {
        var (users, keys) = (plan.Users.ToDictionary(user => user.OldId), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in old.Tokens)
        {
            await TryAsync(plan, "token", row, async (id, notes) =>
            {
                var owner = row.Whole("user_id");
                if (row.IsDeleted || gone.Contains(owner))
                {
                    plan.Deleted++;
                    return;
                }

                InputException.Require(users.ContainsKey(owner), "user_id", $"its user {owner} is not brought over");
                var key = TokenArrivals.KeyOf(row.Text("key"));
                InputException.Require(key is not null, "key", "its key is not sk- and 48 letters or digits, as keys are here: its holder needs a new one");
                InputException.Require(keys.Add(key!), "key", "another token before it has the same key");
                var spec = TokenConversion.Convert(row, id, choices, notes);
                TokenArrivals.Check(spec);
                if (await tokens.OwnerAsync(key!, cancellationToken) is { } there)
                {
                    InputException.Require(there == users[owner].Id, "key", "its key belongs to another user here");
                    plan.TokensHere++;
                    notes.Clear();
                    return;
                }

                plan.Tokens.Add(new PlannedToken(owner, spec, key!));
            });
        }
    }

    /// <summary>The groups that are here, and those that have to be made.</summary>
    private sealed class GroupPlan(ImportPlan plan, List<Group> known, OldRow options)
    {
        private readonly Dictionary<string, JsonElement> _ratios = Ratios(options);

        /// <returns>All groups that will be there.</returns>
        /// <exception cref="InputException">One cannot be made.</exception>
        public List<Group> Need(IEnumerable<string> names)
        {
            foreach (var name in names.Where(name => known.TrueForAll(group => group.Name != name)))
            {
                var group = new GroupView(name, Ratio(name));
                try
                {
                    GroupService.Check(group, confirmZero: false);
                }
                catch (InputException exception)
                {
                    throw new InputException("group", $"its group cannot be made here: {exception.Message}");
                }

                plan.Groups.Add(group);
                known.Add(new Group { Name = name, MultiplierParts = Credit.ToParts(group.Multiplier) });
            }

            return known;
        }

        private decimal Ratio(string name) =>
            _ratios.TryGetValue(name, out var ratio) && ratio.ValueKind == JsonValueKind.Number && ratio.TryGetDecimal(out var factor) ? decimal.Round(factor, 6) : 1;

        private static Dictionary<string, JsonElement> Ratios(OldRow options)
        {
            try
            {
                return options.Object("GroupRatio");
            }
            catch (InputException)
            {
                return [];
            }
        }
    }
}
