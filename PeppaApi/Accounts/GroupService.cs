using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <param name="Multiplier">Factor on every price: 0.95 is five per cent off.</param>
public sealed record GroupView(string Name, decimal Multiplier);

/// <summary>The classes of users and what they pay.</summary>
public sealed class GroupService(IDbContextFactory<PeppaDbContext> contexts)
{
    private const decimal LargestMultiplier = 1_000;

    public async Task<IReadOnlyList<GroupView>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await context.Groups.AsNoTracking().OrderByDescending(group => group.MultiplierParts).ThenBy(group => group.Name)
            .ToListAsync(cancellationToken);
        return [.. groups.Select(group => new GroupView(group.Name, Credit.FromParts(group.MultiplierParts)))];
    }

    /// <summary>Makes a group, or changes its multiplier; requests from now on pay by it.</summary>
    /// <exception cref="InputException">The name or the multiplier cannot be accepted.</exception>
    public async Task<GroupView> PutAsync(GroupView wanted, CancellationToken cancellationToken = default)
    {
        var name = wanted.Name.Trim();
        InputException.Require(
            name.Length is > 0 and <= Group.NameLength && name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.'),
            "name",
            $"A group name has 1 to {Group.NameLength} letters, digits, dots, underscores or hyphens.");
        InputException.Require(
            wanted.Multiplier is >= 0 and <= LargestMultiplier && Credit.TryToParts(wanted.Multiplier, out _),
            "multiplier",
            "The multiplier is from 0 to 1,000 with at most six decimals.");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var group = await context.Groups.SingleOrDefaultAsync(row => row.Name == name, cancellationToken);
        if (group is null)
        {
            group = new Group { Name = name };
            context.Groups.Add(group);
        }

        group.MultiplierParts = Credit.ToParts(wanted.Multiplier);
        await context.SaveChangesAsync(cancellationToken);
        return wanted with { Name = name };
    }
}
