using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace PeppaApi.Components.Shared;

/// <summary>The filters of a list live in the address, so that a view can be kept and sent.</summary>
internal static class AddressFilter
{
    /// <summary>Puts a choice into the address in place of the view before it, so that going back leaves the list; nothing chosen takes it out.</summary>
    /// <param name="renewed">What begins anew with another choice.</param>
    public static void Filter(this NavigationManager navigation, string name, object? choice, params ReadOnlySpan<string> renewed)
    {
        var changes = new Dictionary<string, object?>();
        foreach (var other in renewed)
        {
            changes[other] = null;
        }

        changes[name] = choice is string text ? (string.IsNullOrWhiteSpace(text) ? null : text.Trim()) : choice;
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(changes), replace: true);
    }

    /// <summary>Another page of the same view, from which one goes back to this.</summary>
    public static void Turn(this NavigationManager navigation, int page) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("page", page.ToString(CultureInfo.InvariantCulture)));
}
