using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Authorization;
using PeppaApi.Accounts;

namespace PeppaApi.Components.Pages.Users;

/// <summary>Whose pages are looked at, where they are not the reader's own: such pages show, and offer nothing to change. See decision 16.</summary>
public sealed partial record ViewedUser(long Id, string Name)
{
    /// <summary>Whether an address is one of pages that are looked at.</summary>
    public static bool Is(string path) => Path().IsMatch(path);

    /// <summary>Whose figures a page shows.</summary>
    public static async Task<long> IdAsync(ViewedUser? viewed, Task<AuthenticationState> reader) => viewed?.Id ?? (await reader).User.UserId();

    /// <summary>Where a page of the user is for this reader.</summary>
    public static string Link(ViewedUser? viewed, string path) => viewed is null ? path : $"/admin/users/{viewed.Id}/as{path}";

    [GeneratedRegex("^/admin/users/[0-9]+/as/", RegexOptions.IgnoreCase)]
    private static partial Regex Path();
}
