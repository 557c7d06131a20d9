using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <param name="Multiplier">Factor on every price: 0.95 is five per cent off.</param>
/// <param name="PriceYuan">What the group is sold for as a VIP tier; none is not for sale.</param>
/// <param name="IncludedUsd">Credit that comes with the tier.</param>
public sealed record GroupView(string Name, decimal Multiplier, decimal? PriceYuan = null, decimal IncludedUsd = 0)
{
    internal static GroupView Of(Group group) => new(
        group.Name, Credit.FromParts(group.MultiplierParts), group.PriceFen / 100m, Credit.ToUsd(group.IncludedCredit));
}

/// <summary>The classes of users and what they pay.</summary>
public sealed class GroupService(IDbContextFactory<PeppaDbContext> contexts)
{
    private const decimal LargestMultiplier = 1_000;
    private const decimal HighestPrice = 1_000_000;

    public async Task<IReadOnlyList<GroupView>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await context.Groups.AsNoTracking().OrderByDescending(group => group.MultiplierParts).ThenBy(group => group.Name)
            .ToListAsync(cancellationToken);
        return [.. groups.Select(GroupView.Of)];
    }

    public async Task<GroupView?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        (await ListAsync(cancellationToken)).SingleOrDefault(group => group.Name == name);

    /// <summary>Makes a group, or changes it; requests from now on pay by its multiplier. A new price leaves those who have the tier alone.</summary>
    /// <param name="confirmZero">Whether a multiplier of 0, which gives everything away, is meant.</param>
    /// <exception cref="InputException">The name or a figure cannot be accepted.</exception>
    public Task<GroupView> PutAsync(GroupView wanted, bool confirmZero = false, CancellationToken cancellationToken = default) =>
        ChangeAsync(wanted.Name, _ => (wanted, confirmZero), cancellationToken);

    /// <summary>Makes of a group, or of none, what it is to be; another change at the same time is not undone.</summary>
    /// <exception cref="InputException">The name or a figure cannot be accepted.</exception>
    internal Task<GroupView> ChangeAsync(string wantedName, Func<GroupView?, (GroupView Wanted, bool ConfirmZero)> change, CancellationToken cancellationToken) => contexts.ChangeAsync(
        async context =>
        {
            var name = wantedName.Trim();
            var group = await context.Groups.SingleOrDefaultAsync(row => row.Name == name, cancellationToken);
            var (wanted, confirmZero) = change(group is null ? null : GroupView.Of(group));
            Check(wanted with { Name = name }, confirmZero);
            if (group is null)
            {
                group = new Group { Name = name };
                context.Groups.Add(group);
            }

            group.MultiplierParts = Credit.ToParts(wanted.Multiplier);
            group.PriceFen = (long?)(wanted.PriceYuan * 100);
            group.IncludedCredit = Credit.FromUsd(wanted.IncludedUsd);
            return GroupView.Of(group);
        },
        cancellationToken);

    internal static void Check(GroupView wanted, bool confirmZero)
    {
        InputException.Require(
            wanted.Name.Length is > 0 and <= Group.NameLength && wanted.Name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.'),
            "name",
            $"A group name has 1 to {Group.NameLength} letters, digits, dots, underscores or hyphens.");
        InputException.Require(
            wanted.Multiplier is >= 0 and <= LargestMultiplier && Credit.TryToParts(wanted.Multiplier, out _),
            "multiplier",
            "The multiplier is from 0 to 1,000 with at most six decimals.");
        InputException.Require(wanted.Multiplier > 0 || confirmZero, "multiplier", "A multiplier of 0 gives everything away. Confirm it (confirmZero) if that is meant.");
        InputException.Require(
            wanted.PriceYuan is null or (> 0 and <= HighestPrice) && decimal.Round(wanted.PriceYuan ?? 0, 2) == (wanted.PriceYuan ?? 0),
            "priceYuan",
            "A price is above 0 and at most 1,000,000 yuan with at most two decimals; none is not for sale.");
        InputException.Require(
            wanted.IncludedUsd >= 0 && Credit.TryFromUsd(wanted.IncludedUsd, out var included) && included <= CreditLedger.LargestGrant,
            "includedUsd",
            "The included credit is from 0 to 1,000,000 dollars.");
    }
}
