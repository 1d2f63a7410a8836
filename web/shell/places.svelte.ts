import type { DistrictOf } from '../../shared/domain/access/scope.ts';
import { api } from './api.ts';

export interface District {
  code: string;
  name: string;
  nameZh: string;
  latitude: number;
  longitude: number;
  timeZone: string;
}

export interface CustomsHouse extends District {
  district: string;
  inspectionsPerDay: number;
  /** Where it is above 0, it counts instead of the day's figure. */
  inspectionsPerHour: number;
}

/** The districts and customs houses that the caller may see, by code. */
class PlacesStore {
  districts: ReadonlyMap<string, District> = $state.raw(new Map());
  houses: ReadonlyMap<string, CustomsHouse> = $state.raw(new Map());
  #loading: Promise<void> | null = null;

  readonly districtOf: DistrictOf = (house) => this.houses.get(house)?.district;

  /** Fetches the places the first time; later calls wait for the same answer. */
  load(): Promise<void> {
    this.#loading ??= this.refresh().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async refresh(): Promise<void> {
    const { districts, houses } = await api.get<{ districts: District[]; houses: CustomsHouse[] }>(
      '/api/places',
    );
    this.districts = new Map(districts.map((district) => [district.code, district]));
    this.houses = new Map(houses.map((house) => [house.code, house]));
  }
}

export const places = new PlacesStore();
